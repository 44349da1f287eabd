using Microsoft.Extensions.Configuration;
using Purchases.Local.Embedded;
using Purchases.Local.Runtime;
using Spectre.Console;

namespace Purchases.Local.Import;

/// <summary><c>import FILE|-</c>: shows what <see cref="Importer"/> does.</summary>
internal static class ImportCommand
{
    private const int BadLinesShownMax = 20;

    /// <param name="name">The import's name; null takes the file's.</param>
    /// <returns>0 when every line was imported, 1 otherwise.</returns>
    /// <exception cref="StartupException">The file or the data directory can't be used.</exception>
    public static async Task<int> RunAsync(LocalOptions options, string file, string? name, CancellationToken cancellationToken)
    {
        if (file == "-" && name is null) throw new StartupException("import - needs --name: importing lines again under a name records nothing twice, and standard input has none.");

        var configuration = new ConfigurationManager();
        LocalConfiguration.Add(configuration, options);
        await using var input = Open(file);
        await using var topic = new TopicLog(
            new(options.Data), new SettingExpressions(configuration).Resolve("%KAFKA_TOPIC%"), TimeProvider.System);
        var importer = new Importer(topic, TimeProvider.System);
        var shown = new List<BadLine>();

        // The progress bar is for a person; in a pipe or a log there is none.
        var screen = AnsiConsole.Create(new() { Out = new AnsiConsoleOutput(Console.IsErrorRedirected ? TextWriter.Null : Console.Error) });
        var summary = await screen.Progress().AutoClear(true).StartAsync(async progress =>
        {
            var task = progress.AddTask("Importing", maxValue: input.CanSeek ? Math.Max(input.Length, 1) : double.MaxValue);
            task.IsIndeterminate = !input.CanSeek;
            return await importer.RunAsync(
                input,
                name ?? Path.GetFileName(file),
                bad =>
                {
                    if (shown.Count < BadLinesShownMax) shown.Add(bad);
                },
                _ => task.Value = input.CanSeek ? input.Position : 0,
                cancellationToken);
        });

        Print(topic.Topic, summary, shown);
        return summary is { BadLines: 0, Stopped: null } ? 0 : 1;
    }

    private static Stream Open(string file)
    {
        try
        {
            return file == "-" ? Console.OpenStandardInput() : File.OpenRead(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"{file} can't be read: {e.Message.TrimEnd('.')}.", e);
        }
    }

    private static void Print(string topic, ImportSummary summary, List<BadLine> shown)
    {
        Console.WriteLine($"{summary.Events + summary.Buys} put on topic {topic}: {summary.Events} whole events, {summary.Buys} buys.");
        if (summary.BadLines > 0)
        {
            Console.WriteLine($"{summary.BadLines} bad lines were left out:");
            foreach (var (number, reason) in shown) Console.WriteLine($"  line {number}: {reason}");
            if (summary.BadLines > shown.Count) Console.WriteLine($"  and {summary.BadLines - shown.Count} more");
        }

        if (summary.Stopped is { } reasonToStop)
            Console.WriteLine($"It stopped before the end: {reasonToStop.TrimEnd('.')}. Run it again; what is there already is not recorded twice.");
        Console.WriteLine("A running Local records them, or the next one that starts.");
    }
}
