using System.CommandLine;
using System.Globalization;
using Purchases.Local.Backup;
using Purchases.Local.Import;

namespace Purchases.Local;

/// <summary>The options and commands of Purchases.Local.</summary>
internal static class CommandLine
{
    private const int RetainDaysMax = 36_500;

    private static readonly LocalOptions Defaults = new();

    /// <param name="run">Serves until the token is cancelled.</param>
    /// <returns>The process's exit code.</returns>
    /// <exception cref="StartupException">An option is unknown or invalid.</exception>
    public static Task<int> RunAsync(string[] args, Func<LocalOptions, CancellationToken, Task> run)
    {
        var data = new Option<string>("--data")
        {
            Description = "Directory for the event log and the purchases; created if it doesn't exist.",
            HelpName = "DIR",
            DefaultValueFactory = _ => Defaults.Data,
            Recursive = true,
        };
        var root = Serve(data, run);
        var import = Import(data);
        root.Subcommands.Add(import);
        root.Subcommands.Add(Export(data));
        root.Subcommands.Add(Backup(data));
        HelpText.AddTo(root);

        var line = root.Parse(args);
        if (line.Errors.Count > 0) throw new StartupException($"{line.Errors[0].Message.TrimEnd('.')}. See --help.");

        // Program reports errors. While it serves, the web host handles Ctrl+C; an import is cancelled by its token.
        return line.InvokeAsync(new()
        {
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = line.CommandResult.Command == import ? TimeSpan.FromSeconds(10) : null,
        });
    }

    private static RootCommand Serve(Option<string> data, Func<LocalOptions, CancellationToken, Task> run)
    {
        var urls = new Option<string>("--urls")
        {
            Description = "Addresses to listen on, separated by ';'.",
            HelpName = "URLS",
            DefaultValueFactory = _ => Defaults.Urls,
        };
        var anonymous = new Option<bool>("--allow-anonymous")
        {
            Description = "Let other machines call although no FUNCTIONS_KEY is set.",
        };
        var retain = new Option<int>("--retain")
        {
            Description = "How many days processed events stay on the log.",
            HelpName = "DAYS",
            DefaultValueFactory = _ => Defaults.Retain.Days,
            CustomParser = result =>
            {
                var text = result.Tokens.Single().Value;
                if (int.TryParse(text, CultureInfo.InvariantCulture, out var days) && days is >= 1 and <= RetainDaysMax) return days;
                result.AddError($"--retain has '{text}', but is a number of days from 1 to {RetainDaysMax}");
                return 0;
            },
        };
        var root = new RootCommand(
            "Runs the purchase functions on this machine, with an embedded event log and store instead of Kafka and MongoDB.")
        {
            data, urls, retain, anonymous,
        };
        root.SetAction(async (parsed, stop) =>
        {
            var options = new LocalOptions
            {
                Data = parsed.GetValue(data)!,
                Urls = parsed.GetValue(urls)!,
                Retain = TimeSpan.FromDays(parsed.GetValue(retain)),
                AllowAnonymous = parsed.GetValue(anonymous),
            };
            await run(options, stop);
            return 0;
        });
        return root;
    }

    private static Command Import(Option<string> data)
    {
        var file = new Argument<string>("FILE")
        {
            Description = "A file with a buy or a whole event on each line, as JSON; - reads standard input.",
        };
        var name = new Option<string>("--name")
        {
            Description = "Name of this import; the file's name, without its directory, by default. " +
                "A line that is imported again under the same name adds nothing; under another name it is a new purchase.",
            HelpName = "NAME",
        };
        var dryRun = new Option<bool>("--dry-run") { Description = "Read and check every line, and write nothing." };
        var command = new Command("import", "Puts buys and events from a file on the topic. Importing it again records nothing twice.")
        {
            file, name, dryRun,
        };
        command.SetAction((parsed, stop) => ImportCommand.RunAsync(
            Options(parsed, data), new(parsed.GetValue(file)!, parsed.GetValue(name), parsed.GetValue(dryRun)), stop));
        return command;
    }

    private static Command Export(Option<string> data)
    {
        var file = new Argument<string>("FILE") { Description = "The file to create; an existing file isn't overwritten." };
        var command = new Command(
            "export", "Writes all recorded purchases and all other events as lines of key, tab and event JSON, also while Local runs.")
        {
            file,
        };
        command.SetAction((parsed, stop) => ExportCommand.RunAsync(Options(parsed, data), parsed.GetValue(file)!, stop));
        return command;
    }

    private static Command Backup(Option<string> data)
    {
        var target = new Argument<string>("DIR") { Description = "The directory to create for the copy." };
        var command = new Command("backup", "Copies the data directory, also while it is in use. Start the copy with --data.") { target };
        command.SetAction(parsed => BackupCommand.Run(Options(parsed, data), parsed.GetValue(target)!));
        return command;
    }

    private static LocalOptions Options(ParseResult parsed, Option<string> data) => new() { Data = parsed.GetValue(data)! };
}
