using System.CommandLine;

namespace Purchases.Local;

/// <summary>The options of Purchases.Local, and its --help.</summary>
internal static class CommandLine
{
    /// <param name="run">Serves until the token says stop.</param>
    /// <param name="import">Imports a file; returns the exit code.</param>
    /// <returns>The process's exit code.</returns>
    /// <exception cref="StartupException">An option is unknown or lacks its value.</exception>
    public static Task<int> RunAsync(
        string[] args,
        Func<LocalOptions, CancellationToken, Task> run,
        Func<LocalOptions, string, string?, CancellationToken, Task<int>> import)
    {
        var unset = new LocalOptions();
        var data = new Option<string>("--data")
        {
            Description = "Directory for the event log and the purchases; made when missing.",
            HelpName = "DIR",
            DefaultValueFactory = _ => unset.Data,
            Recursive = true,
        };
        var urls = new Option<string>("--urls")
        {
            Description = "Addresses to listen on, separated by ';'.",
            HelpName = "URLS",
            DefaultValueFactory = _ => unset.Urls,
        };
        var anonymous = new Option<bool>("--allow-anonymous")
        {
            Description = "Listen on other addresses than loopback although no FUNCTIONS_KEY is set.",
        };
        var root = new RootCommand("Runs the purchase functions on this machine, with an embedded event log and store instead of Kafka and MongoDB.")
        {
            data, urls, anonymous,
        };
        root.SetAction(async (parsed, stop) =>
        {
            await run(new() { Data = parsed.GetValue(data)!, Urls = parsed.GetValue(urls)!, AllowAnonymous = parsed.GetValue(anonymous) }, stop);
            return 0;
        });

        var file = new Argument<string>("FILE") { Description = "A file of JSON lines, each a buy or a whole event; - reads standard input." };
        var name = new Option<string>("--name")
        {
            Description = "Names the import; the file's name, without its folder, unless given. A buy comes again in an import of the same name, and is another one in one of another name.",
            HelpName = "NAME",
        };
        var importing = new Command("import", "Puts buys and events from a file on the topic. Importing it again records nothing twice.") { file, name };
        importing.SetAction((parsed, stop) => import(new() { Data = parsed.GetValue(data)! }, parsed.GetValue(file)!, parsed.GetValue(name), stop));
        root.Subcommands.Add(importing);

        var line = root.Parse(args);
        if (line.Errors.Count > 0) throw new StartupException($"{line.Errors[0].Message.TrimEnd('.')}. See --help.");

        // Errors end in Program. Ctrl+C is the web host's to handle while it serves; an import is told by the token.
        return line.InvokeAsync(new()
        {
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = line.CommandResult.Command == importing ? TimeSpan.FromSeconds(10) : null,
        });
    }
}
