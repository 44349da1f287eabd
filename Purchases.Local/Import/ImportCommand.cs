using Microsoft.Extensions.Configuration;
using Purchases.Core;
using Purchases.Local.Embedded;
using Purchases.Local.Runtime;

namespace Purchases.Local.Import;

/// <summary><c>import FILE|-</c>: opens what <see cref="Importer"/> needs and prints what it did.</summary>
internal static class ImportCommand
{
    /// <returns>0 when every line was, or could be, imported; 1 otherwise.</returns>
    /// <exception cref="StartupException">The file or the data directory can't be used.</exception>
    public static async Task<int> RunAsync(LocalOptions options, ImportOptions import, CancellationToken cancellationToken)
    {
        if (import is { File: "-", Name: null })
        {
            throw new StartupException(
                "import - needs --name: lines are identified by the import's name, and standard input has none.");
        }

        var configuration = new ConfigurationManager();
        LocalConfiguration.Add(configuration, options);
        var topicName = new SettingExpressions(configuration).Resolve("%KAFKA_TOPIC%");
        await using var input = Open(import.File);
        var directory = import.DryRun ? null : new DataDirectory(options.Data);
        await using var topic = directory is null ? null : new TopicLog(directory, topicName, TimeProvider.System);
        using var file = directory is null ? null : new StoreFile(directory);
        var importer = topic is null || file is null
            ? new Importer(
                static _ => Task.FromResult(0L), static (_, _) => Task.FromResult<IReadOnlyList<PurchaseCreated>>([]), TimeProvider.System)
            : new Importer(topic.AppendAsync, new SqlitePurchaseStore(file).FindAllAsync, TimeProvider.System);
        var report = new ImportReport(Console.Out, topicName, Path.GetFullPath(options.Data), import.DryRun);
        var progress = new ProgressLines(Console.Error, "read", input, TimeProvider.System);
        var name = import.Name ?? Path.GetFileName(import.File);
        var summary = await importer.RunAsync(input, name, report.Bad, progress.Tell, cancellationToken);

        report.Print(summary);
        return summary is { BadLines: 0, Stopped: null } ? 0 : 1;
    }

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

/// <summary>The arguments of import.</summary>
/// <param name="File">Its path, or - for standard input.</param>
/// <param name="Name">The import's name; null for the file's.</param>
/// <param name="DryRun">Whether nothing is to be written.</param>
internal sealed record ImportOptions(string File, string? Name, bool DryRun);
