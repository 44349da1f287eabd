using Microsoft.Extensions.Configuration;
using Purchases.Local.Embedded;
using Purchases.Local.Runtime;

namespace Purchases.Local.Import;

/// <summary><c>import FILE|-</c>: opens what <see cref="Importer"/> needs, and says what it did.</summary>
internal static class ImportCommand
{
    /// <returns>0 when every line was, or could be, imported; 1 otherwise.</returns>
    /// <exception cref="StartupException">The file or the data directory can't be used.</exception>
    public static async Task<int> RunAsync(LocalOptions options, ImportOptions import, CancellationToken cancellationToken)
    {
        if (import is { File: "-", Name: null })
        {
            throw new StartupException(
                "import - needs --name: importing lines again under a name records nothing twice, and standard input has none.");
        }

        var configuration = new ConfigurationManager();
        LocalConfiguration.Add(configuration, options);
        var topicName = new SettingExpressions(configuration).Resolve("%KAFKA_TOPIC%");
        await using var input = Open(import.File);
        await using var topic = import.DryRun ? null : new TopicLog(new(options.Data), topicName, TimeProvider.System);
        var importer = new Importer(topic is null ? NothingWritten : topic.AppendAsync, TimeProvider.System);
        var report = new ImportReport(Console.Out, topicName, Path.GetFullPath(options.Data), import.DryRun);
        var name = import.Name ?? Path.GetFileName(import.File);
        var summary = await ImportProgress.ShowAsync(
            input, progress => importer.RunAsync(input, name, report.Bad, progress, cancellationToken));

        report.Print(summary);
        return summary is { BadLines: 0, Stopped: null } ? 0 : 1;
    }

    private static Task<long> NothingWritten(LogRecord record) => Task.FromResult(0L);

    private static Stream Open(string file)
    {
        if (Directory.Exists(file))
        {
            var all = Path.Combine(file, "*.jsonl");
            throw new StartupException($"{file} is a directory; name one file of it, or send several: cat {all} | … import - --name NAME.");
        }

        try
        {
            return file == "-" ? Console.OpenStandardInput() : File.OpenRead(file);
        }
        catch (FileNotFoundException)
        {
            throw new StartupException($"There is no file {file}.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"{file} can't be read: {e.Message.TrimEnd('.')}.", e);
        }
    }
}
