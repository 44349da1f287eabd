using Microsoft.Data.Sqlite;

namespace Purchases.Local.Embedded;

/// <summary>One SQLite database file of the data directory, in WAL mode: readers and the writer don't wait for each other.</summary>
internal sealed class SqliteFile : IDisposable
{
    // "PuLo": marks a file as ours (https://www.sqlite.org/fileformat.html, application id).
    private const int ApplicationId = 0x50754C6F;

    // Another process of the same data directory may be writing; its transactions are short.
    private const int BusyTimeoutMs = 5000;

    private const string Damaged = "it is damaged or no database; restore the data directory from a backup, or give --data another one";

    // SQLite's own.
    private const int CheckpointPagesUnset = 1000;

    // Holds the pages of one batch, and those that lead to them.
    public const int WriterCacheKiB = 8000;

    private readonly string _connectionString;
    private readonly string _settings;
    private readonly int _schemaVersion;

    /// <param name="schema">Creates the tables when the file is new.</param>
    /// <param name="durability">How sure a committed transaction is.</param>
    /// <param name="schemaVersion">A file of another one is refused.</param>
    /// <param name="checkpointPages">
    /// After how many pages in the write-ahead log a commit folds them into the file: many of them cost less, few of them hold up that commit less.
    /// </param>
    /// <exception cref="StartupException">The file is no such database, or can't be used.</exception>
    public SqliteFile(DataDirectory directory, string name, string schema, Durability durability, int schemaVersion = 1, int checkpointPages = CheckpointPagesUnset)
    {
        Path = directory.File(name);
        _schemaVersion = schemaVersion;
        var synchronous = durability == Durability.PowerLoss ? "FULL" : "NORMAL";
        _settings = $"PRAGMA busy_timeout = {BusyTimeoutMs}; PRAGMA synchronous = {synchronous}; PRAGMA wal_autocheckpoint = {checkpointPages};";
        // Not ReadWriteCreate: a file that is gone must be missed, not begun anew.
        _connectionString = new SqliteConnectionStringBuilder { DataSource = Path, Mode = SqliteOpenMode.ReadWrite, DefaultTimeout = BusyTimeoutMs / 1000 }.ToString();
        try
        {
            directory.Create(name, path => Create(path, schema));
            using var connection = Open();
            Check(connection);
        }
        catch (SqliteException e)
        {
            throw new StartupException($"{Path} can't be used: {Describe(e)}.", e);
        }
    }

    public string Path { get; }

    /// <summary>A connection of its own for the caller, from a pool.</summary>
    /// <exception cref="SqliteException">The file can't be opened now.</exception>
    public SqliteConnection Open() => Open(_connectionString, _settings);

    /// <summary>A connection that the caller keeps, with a cache for large transactions. It is never pooled: what is wrong with it ends with it.</summary>
    /// <exception cref="SqliteException">The file can't be opened now.</exception>
    public SqliteConnection OpenWriter() => Open($"{_connectionString};Pooling=False", $"{_settings} PRAGMA cache_size = -{WriterCacheKiB};");

    /// <summary>What a SQLite error means to a person: no SQL, no data.</summary>
    public static string Describe(SqliteException e) => e.SqliteErrorCode switch
    {
        5 or 6 => "it is locked by another process",
        8 => "it is read-only",
        10 => "reading or writing it failed; check the disk",
        11 or 26 => Damaged,
        13 => "the disk is full",
        14 => "it can't be opened; check that the directory exists and may be written to",
        _ => $"SQLite error {e.SqliteErrorCode}",
    };

    public static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>Closes what the pool holds; the last connection of all processes folds the write-ahead log into the file.</summary>
    public void Dispose()
    {
        using var connection = new SqliteConnection(_connectionString);
        SqliteConnection.ClearPool(connection);
    }

    private static SqliteConnection Open(string connectionString, string settings)
    {
        var connection = new SqliteConnection(connectionString);
        try
        {
            connection.Open();
            Execute(connection, settings);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private void Create(string path, string schema)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        connection.Open();
        Execute(connection, $"PRAGMA journal_mode = WAL; {schema} PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {_schemaVersion};");
    }

    // Reads the whole file: about a third of a second for a million purchases, and worth it. A file that was cut off or overwritten
    // would otherwise be found out by the first purchase that lies there.
    private void Check(SqliteConnection connection)
    {
        if (Scalar(connection, "PRAGMA application_id") is not (long)ApplicationId || !Equals(Scalar(connection, "PRAGMA user_version"), (long)_schemaVersion))
            throw new StartupException($"{Path} was written by another version of Purchases.Local or by something else; give --data another directory.");

        // Throws for a file that can be read but not written.
        Execute(connection, $"BEGIN IMMEDIATE; PRAGMA user_version = {_schemaVersion}; ROLLBACK;");
        if (Scalar(connection, "PRAGMA quick_check(1)") is not "ok")
            throw new StartupException($"{Path} can't be used: {Damaged}.");
    }

    private static object? Scalar(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }
}

/// <summary>What a committed transaction survives.</summary>
internal enum Durability
{
    /// <summary>The end of the process; a power cut may undo the last ones (synchronous = NORMAL).</summary>
    ProcessCrash,

    /// <summary>A power cut: the commit returns after a sync to disk (synchronous = FULL).</summary>
    PowerLoss,
}
