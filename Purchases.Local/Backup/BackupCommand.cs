using Microsoft.Data.Sqlite;
using Purchases.Local.Embedded;

namespace Purchases.Local.Backup;

/// <summary><c>backup DIR</c>: copies the data directory, which may be in use, and prints what it did.</summary>
internal static class BackupCommand
{
    /// <returns>0: the copy is complete.</returns>
    /// <exception cref="StartupException">The copy can't be made, and none was created.</exception>
    public static int Run(LocalOptions options, string target)
    {
        if (string.IsNullOrWhiteSpace(target) || target.Contains('\0', StringComparison.Ordinal))
            throw new StartupException("backup requires the name of a directory for the copy.");
        var (from, to) = (Path.GetFullPath(options.Data), Path.TrimEndingDirectorySeparator(Path.GetFullPath(target)));
        if (Path.Exists(to))
            throw new StartupException($"{to} exists. Name a directory that doesn't exist, so that no backup is overwritten.");
        if (!File.Exists(Path.Combine(from, StoreFile.FileName)))
            throw new StartupException($"{from} isn't a data directory: it has no {StoreFile.FileName}. Choose another one with --data.");

        var copied = Copy(from, to);
        Console.WriteLine($"Copied {from}: {string.Join(", ", copied.Select(file => $"{file.Name} ({file.Length / 1e3:N0} kB)"))}");
        Console.WriteLine($"Start the copy with --data {to}");
        return 0;
    }

    private static FileInfo[] Copy(string from, string to)
    {
        // An incomplete copy must not look complete, so the copy has a random name of its own until it is finished.
        var unfinished = $"{to}.{Path.GetRandomFileName()}";
        try
        {
            DataDirectory.CreateDirectory(unfinished);

            // The store first: the offsets in it must not be beyond the end of a log.
            foreach (var file in Directory.GetFiles(from, $"*-{TopicLog.Partition}.db").Prepend(Path.Combine(from, StoreFile.FileName)))
                CopyFile(file, Path.Combine(unfinished, Path.GetFileName(file)));
            Directory.Move(unfinished, to);
            return new DirectoryInfo(to).GetFiles();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"{from} can't be copied to {to}: {e.Message.TrimEnd('.')}.", e);
        }
        finally
        {
            if (Directory.Exists(unfinished)) Directory.Delete(unfinished, recursive: true);
        }
    }

    private static void CopyFile(string from, string to)
    {
        try
        {
            DataDirectory.OpenFile(to, FileShare.None).Dispose();
            var source = new SqliteConnectionStringBuilder { DataSource = from, Mode = SqliteOpenMode.ReadWrite, Pooling = false };
            using var connection = new SqliteConnection(source.ToString());
            connection.Open();
            connection.Execute("VACUUM INTO $copy", ("$copy", to));
        }
        catch (SqliteException e)
        {
            throw new IOException($"{Path.GetFileName(from)}: {SqliteErrors.Describe(e)}", e);
        }
    }
}
