using Purchases.Local.Embedded;

namespace Purchases.Local.Import;

/// <summary><c>import FILE|-</c>: opens the files, runs an <see cref="Importer"/> and prints its report.</summary>
internal static class ImportCommand
{
    /// <returns>0 when every line was imported (dry run: could be imported); 1 otherwise.</returns>
    /// <exception cref="StartupException">The file or the data directory can't be used.</exception>
    public static async Task<int> RunAsync(LocalOptions options, ImportOptions import, CancellationToken cancellationToken)
    {
        if (import is { File: "-", Name: null })
        {
            throw new StartupException(
                "import - requires --name: lines are identified by the import's name, and standard input has no name.");
        }

        var topicName = LocalConfiguration.TopicName(options);
        await using var input = Open(import.File);
        var directory = import.DryRun ? null : new DataDirectory(options.Data);
        await using var topic = directory is null ? null : new TopicLog(directory, topicName, TimeProvider.System);
        using var file = directory is null ? null : new StoreFile(directory);
        var store = file is null ? null : new SqlitePurchaseStore(file);
        var report = new ImportReport();
        var lines = new ImportedLines(import.Name ?? Path.GetFileName(import.File), report.Ignored, TimeProvider.System);
        await new Importer(lines, topic, store, report)
            .RunAsync(input, new(Console.Error, "read", input, TimeProvider.System), cancellationToken);

        report.Print(Console.Out, topicName, directory?.Path);
        return report.IsComplete ? 0 : 1;
    }

    private static Stream Open(string file)
    {
        if (Directory.Exists(file))
        {
            var all = Path.Combine(file, "*.jsonl");
            throw new StartupException($"{file} is a directory. Name one file, or send several: cat {all} | … import - --name NAME.");
        }

        try
        {
            return file == "-" ? Console.OpenStandardInput() : File.OpenRead(file);
        }
        catch (FileNotFoundException)
        {
            throw new StartupException($"There is no file {file}.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new StartupException($"'{file}' can't be read: {e.Message.TrimEnd('.')}.", e);
        }
    }
}

/// <summary>The arguments of import.</summary>
/// <param name="File">The file's path, or - for standard input.</param>
/// <param name="Name">The import's name; null for the file's name.</param>
/// <param name="DryRun">Whether nothing is written.</param>
internal sealed record ImportOptions(string File, string? Name, bool DryRun);
