using Microsoft.Data.Sqlite;
using Purchases.Local.Embedded;

namespace Purchases.Local.Backup;

/// <summary>A copy of a data directory as it is at one moment, whoever writes to it meanwhile.</summary>
internal static class DataCopy
{
    /// <returns>The names of the files.</returns>
    /// <exception cref="StartupException">The source is no data directory, or a file of it is damaged.</exception>
    /// <exception cref="SqliteException">The copy can't be written.</exception>
    /// <exception cref="IOException">Likewise.</exception>
    public static List<string> Make(string source, string target)
    {
        var names = DataDirectory.Names(source).OrderBy(Place).ToList();
        if (names.Count == 0) throw new StartupException($"{source} is no data directory; say which one with --data.");

        // Each is read as it is now. The store comes first and logs last: then what its offsets have passed is on the
        // log. What came in between is delivered again, which changes nothing.
        var snapshots = new List<SqliteConnection>();
        try
        {
            foreach (var name in names) snapshots.Add(Snapshot(Path.Combine(source, name)));

            OwnerOnly.CreateDirectory(target);
            var directory = new DataDirectory(target);
            foreach (var (name, snapshot) in names.Zip(snapshots))
            {
                directory.Create(name, path => Write(snapshot, path));

                // It has just been read through.
                using var read = new CleanStop(directory.File(name));
                read.Leave();
            }
        }
        finally
        {
            snapshots.ForEach(snapshot => snapshot.Dispose());
        }

        return names;
    }

    private static int Place(string name) => name == StoreFile.FileName ? 0 : 1;

    private static SqliteConnection Snapshot(string path)
    {
        SqliteConnection? connection = null;
        try
        {
            connection = Open(path);
            SqliteFile.Execute(connection, "BEGIN; SELECT count(*) FROM sqlite_schema;");

            // To SQLite an empty file is a whole database.
            if (!SqliteFile.IsOurs(connection)) throw new StartupException($"{path} can't be copied: {SqliteErrors.Damaged}.");
            return connection;
        }
        catch (Exception e)
        {
            connection?.Dispose();
            if (e is SqliteException sqlite) throw new StartupException($"{path} can't be copied: {SqliteErrors.Describe(sqlite)}.", e);
            throw;
        }
    }

    private static void Write(SqliteConnection snapshot, string path)
    {
        using var copy = Open(path);
        snapshot.BackupDatabase(copy);

        // Read through now, so that the copy's start needn't, and a damaged file is not found out on the day that its backup is needed.
        if (!SqliteFile.IsWhole(copy))
            throw new StartupException($"{snapshot.DataSource} is damaged; restore the data directory from an earlier backup.");
    }

    private static SqliteConnection Open(string path)
    {
        var settings = new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadWrite, Pooling = false };
        var connection = new SqliteConnection(settings.ToString());
        connection.Open();
        return connection;
    }
}
