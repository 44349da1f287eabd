using System.CommandLine;
using Purchases.Local.Import;

namespace Purchases.Local;

/// <summary>The options of Purchases.Local, and its --help.</summary>
internal static class CommandLine
{
    /// <param name="run">Serves until the token says stop.</param>
    /// <param name="import">Imports a file; returns the exit code.</param>
    /// <param name="backup">Copies the data directory to another one; returns the exit code.</param>
    /// <returns>The process's exit code.</returns>
    /// <exception cref="StartupException">An option is unknown or lacks its value.</exception>
    public static Task<int> RunAsync(
        string[] args,
        Func<LocalOptions, CancellationToken, Task> run,
        Func<LocalOptions, ImportOptions, CancellationToken, Task<int>> import,
        Func<LocalOptions, string, CancellationToken, Task<int>> export,
        Func<LocalOptions, string, int> backup)
    {
        var data = new Option<string>("--data")
        {
            Description = "Directory for the event log and the purchases; made when missing.",
            HelpName = "DIR",
            DefaultValueFactory = _ => new LocalOptions().Data,
            Recursive = true,
        };
        var root = Serve(data, run);
        var importing = Import(data, import);
        root.Subcommands.Add(importing);
        root.Subcommands.Add(Export(data, export));
        root.Subcommands.Add(Backup(data, backup));
        HelpText.AddTo(root);

        var line = root.Parse(args);
        if (line.Errors.Count > 0) throw new StartupException($"{line.Errors[0].Message.TrimEnd('.')}. See --help.");

        // Errors end in Program. Ctrl+C is the web host's to handle while it serves; an import is told by the token.
        return line.InvokeAsync(new()
        {
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = line.CommandResult.Command == importing ? TimeSpan.FromSeconds(10) : null,
        });
    }

    private static RootCommand Serve(Option<string> data, Func<LocalOptions, CancellationToken, Task> run)
    {
        var urls = new Option<string>("--urls")
        {
            Description = "Addresses to listen on, separated by ';'.",
            HelpName = "URLS",
            DefaultValueFactory = _ => new LocalOptions().Urls,
        };
        var anonymous = new Option<bool>("--allow-anonymous")
        {
            Description = "Let other machines call although no FUNCTIONS_KEY is set.",
        };
        var retain = new Option<string>("--retain")
        {
            Description = "How long events stay on the log after they were recorded, such as 7d, 12h or 30m; or forever.",
            HelpName = "TIME",
            DefaultValueFactory = _ => Retention.Unset,
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
                Retain = Retention.Parse(parsed.GetValue(retain)!),
                AllowAnonymous = parsed.GetValue(anonymous),
            };
            await run(options, stop);
            return 0;
        });
        return root;
    }

    private static Command Export(Option<string> data, Func<LocalOptions, string, CancellationToken, Task<int>> export)
    {
        var file = new Argument<string>("FILE") { Description = "The file to create; an existing file isn't overwritten." };
        var command = new Command(
            "export", "Writes all recorded purchases and all other events as lines of key, tab and event JSON, also while Local runs.")
        {
            file,
        };
        command.SetAction((parsed, stop) => export(new() { Data = parsed.GetValue(data)! }, parsed.GetValue(file)!, stop));
        return command;
    }

    private static Command Backup(Option<string> data, Func<LocalOptions, string, int> backup)
    {
        var target = new Argument<string>("DIR") { Description = "Where the copy goes; a directory that isn't there yet." };
        var command = new Command(
            "backup", "Copies the data directory, also while it is in use. The copy is whole and can be started with --data.") { target };
        command.SetAction(parsed => backup(new() { Data = parsed.GetValue(data)! }, parsed.GetValue(target)!));
        return command;
    }

    private static Command Import(Option<string> data, Func<LocalOptions, ImportOptions, CancellationToken, Task<int>> import)
    {
        var file = new Argument<string>("FILE")
        {
            Description = "A file with a buy or a whole event on each line, as JSON; - reads standard input.",
        };
        var name = new Option<string>("--name")
        {
            Description = "Name of this import; unless given, the file's, without its folder. " +
                "Lines that come again under the same name add nothing; under another name they are new purchases.",
            HelpName = "NAME",
        };
        var dryRun = new Option<bool>("--dry-run") { Description = "Read and check every line, and write nothing." };
        var command = new Command("import", "Puts buys and events from a file on the topic. Importing it again records nothing twice.")
        {
            file, name, dryRun,
        };
        command.SetAction((parsed, stop) => import(
            new() { Data = parsed.GetValue(data)! },
            new(parsed.GetValue(file)!, parsed.GetValue(name), parsed.GetValue(dryRun)),
            stop));
        return command;
    }
}
