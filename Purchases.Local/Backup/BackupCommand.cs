using Microsoft.Data.Sqlite;
using Purchases.Local.Embedded;

namespace Purchases.Local.Backup;

/// <summary><c>backup DIR</c>: copies the data directory, which may be in use, and says what it did.</summary>
internal static class BackupCommand
{
    /// <returns>0: the copy is whole.</returns>
    /// <exception cref="StartupException">It can't be made; then none is there.</exception>
    public static int Run(LocalOptions options, string target)
    {
        var source = Path.GetFullPath(options.Data);
        var copy = Copy(source, Checked(target));
        Console.WriteLine($"{source} is copied: {string.Join(", ", copy.Select(file => $"{file.Name} ({file.Length / 1e3:N0} kB)"))}.");
        Console.WriteLine($"Start the copy with --data {copy[0].DirectoryName}");
        return 0;
    }

    private static string Checked(string target)
    {
        if (string.IsNullOrWhiteSpace(target) || target.Contains('\0', StringComparison.Ordinal))
            throw new StartupException("backup needs the name of a directory for the copy.");

        var path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(target));
        if (File.Exists(path) || (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any()))
        {
            throw new StartupException(
                $"{path} is there already; name a directory that isn't there yet, so that no backup is overwritten.");
        }

        return path;
    }

    private static List<FileInfo> Copy(string source, string target)
    {
        // Under another name until it is whole: half a copy must not be taken for one.
        var unfinished = $"{target}.unfinished";
        try
        {
            Remove(unfinished);
            var names = DataCopy.Make(source, unfinished);
            if (Directory.Exists(target)) Directory.Delete(target);
            Directory.Move(unfinished, target);
            return names.ConvertAll(name => new FileInfo(Path.Combine(target, name)));
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
        {
            var reason = e is SqliteException sqlite ? SqliteErrors.Describe(sqlite) : e.Message.TrimEnd('.');
            throw new StartupException($"{source} can't be copied to {target}: {reason}.", e);
        }
        finally
        {
            Remove(unfinished);
        }
    }

    private static void Remove(string directory)
    {
        if (Directory.Exists(directory)) Directory.Delete(directory, recursive: true);
    }
}
