using Microsoft.Data.Sqlite;

namespace Purchases.Local.Embedded;

/// <summary>One SQLite database file of the data directory, in WAL mode: readers and the writer don't wait for each other.</summary>
internal sealed class SqliteFile : IDisposable
{
    // "PuLo": marks a file as ours (https://www.sqlite.org/fileformat.html, application id).
    private const int ApplicationId = 0x50754C6F;

    // Another process of the same data directory may be writing; its transactions are short.
    private const int BusyTimeoutMs = 5000;

    // Holds the pages of one batch, and the index pages above them.
    public const int WriterCacheKiB = 8000;

    private readonly DataDirectory _directory;
    private readonly string _connectionString;
    private readonly string _settings;
    private readonly int _schemaVersion;

    // Open for as long as this is, so that the files beside the database are the same all the time.
    private readonly SqliteConnection _anchor;
    private readonly FileIdentity _identity;
    private readonly CleanStop _cleanStop;

    /// <param name="schema">Creates the tables that aren't there.</param>
    /// <param name="schemaVersion">A file of another one is refused.</param>
    /// <param name="checkpointPages">
    /// After how many pages in the write-ahead log a commit copies them into the file (a checkpoint): more pages cost less in total, fewer
    /// keep that one commit shorter.
    /// </param>
    /// <exception cref="StartupException">The file is no such database, or can't be used.</exception>
    public SqliteFile(DataDirectory directory, string name, string schema, int schemaVersion, int checkpointPages)
    {
        _directory = directory;
        Path = directory.File(name);
        _schemaVersion = schemaVersion;

        // FULL: a commit returns after a sync to disk, so that it survives a power cut.
        _settings = $"PRAGMA busy_timeout = {BusyTimeoutMs}; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = {checkpointPages};";

        // Not ReadWriteCreate: a file that is gone must be missed, not begun anew.
        _connectionString = new SqliteConnectionStringBuilder
        {
            DataSource = Path,
            Mode = SqliteOpenMode.ReadWrite,
            DefaultTimeout = BusyTimeoutMs / 1000,
        }.ToString();
        try
        {
            var isNew = directory.Create(name, path => Create(path, schema));
            _cleanStop = directory.Checked(() => new CleanStop(Path));
            try
            {
                _anchor = OpenWriter();
                Check(_anchor, schema, readThrough: !isNew && _cleanStop.NeedsReading);
                _identity = directory.Checked(() => new FileIdentity(_anchor, Path));
            }
            catch
            {
                _anchor?.Dispose();
                _cleanStop.Dispose();
                throw;
            }
        }
        catch (SqliteException e)
        {
            throw new StartupException($"{Path} can't be used: {SqliteErrors.Describe(e)}.", e);
        }

        directory.Opened(this);
    }

    public string Path { get; }

    public string Name => System.IO.Path.GetFileName(Path);

    /// <summary>Writes what is there already: a page goes to disk, and nothing changes.</summary>
    public string TouchSql => $"PRAGMA user_version = {_schemaVersion}";

    /// <summary>What has become of the file while it was open, its name first; null when all is well.</summary>
    public string? Fault() => _identity.Fault() is { } fault ? $"{Name} {fault}" : null;

    /// <summary>Before what was committed is counted on: whether it lies where it will be found again.</summary>
    /// <exception cref="SqliteException">This file, or another one of the data directory, is lost.</exception>
    public void ThrowIfLost()
    {
        _directory.ThrowIfLost();
        if (_identity.HasMoved()) throw SqliteErrors.Lost($"{Name} {FileIdentity.Moved}");
    }

    /// <summary>Before something is written: whether the file is as it was left.</summary>
    /// <exception cref="SqliteException">This file, or another one of the data directory, is lost.</exception>
    public void ThrowIfChanged()
    {
        _directory.ThrowIfLost();
        if (Fault() is { } fault) throw SqliteErrors.Lost(fault);
    }

    /// <summary>A connection of its own for the caller, from a pool.</summary>
    /// <exception cref="SqliteException">The file can't be opened now.</exception>
    public SqliteConnection Open() => Open(_connectionString, _settings);

    /// <summary>
    /// A connection that the caller keeps, with a cache for large transactions. It is never pooled: what is wrong with it ends with it.
    /// </summary>
    /// <exception cref="SqliteException">The file can't be opened now.</exception>
    public SqliteConnection OpenWriter() =>
        Open($"{_connectionString};Pooling=False", $"{_settings} PRAGMA cache_size = -{WriterCacheKiB};");

    /// <summary>Reads the whole file: about a third of a second for a million purchases.</summary>
    public static bool IsWhole(SqliteConnection connection) => Scalar(connection, "PRAGMA quick_check(1)") is "ok";

    public static bool IsOurs(SqliteConnection connection) => Scalar(connection, "PRAGMA application_id") is (long)ApplicationId;

    public static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>Closes what the pool holds; the last connection of all processes makes a checkpoint.</summary>
    public void Dispose()
    {
        if (!_directory.Closed(this)) return;

        using (var connection = new SqliteConnection(_connectionString)) SqliteConnection.ClearPool(connection);

        // The last connection deletes the write-ahead log by its path. Where that may be another file's by now, closing is left to the end
        // of the process.
        var isLost = Fault() is not null;
        if (isLost) _anchor.Handle!.SetHandleAsInvalid();
        else _anchor.Dispose();
        _identity.Dispose();
        if (!isLost) _cleanStop.Leave();
        _cleanStop.Dispose();
    }

    private SqliteConnection Open(string connectionString, string settings)
    {
        // Opening by the path would find another file than the one that is open, or begin a new one.
        _directory.ThrowIfLost();
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
        Execute(connection,
            $"PRAGMA journal_mode = WAL; {schema} PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {_schemaVersion};");
    }

    private void Check(SqliteConnection connection, string schema, bool readThrough)
    {
        if (!IsOurs(connection) || !Equals(Scalar(connection, "PRAGMA user_version"), (long)_schemaVersion))
            throw new StartupException(
                $"{Path} was written by another version of Purchases.Local or by something else; give --data another directory.");

        // Throws for a file that can be read but not written. Earlier versions kept the offsets in a file of their own.
        Execute(connection, $"BEGIN IMMEDIATE; {schema} COMMIT;");

        // A file that was cut off or overwritten would otherwise be found out by the first purchase that lies there.
        if (readThrough) _directory.ReadsThrough(this);
        if (readThrough && !IsWhole(connection)) throw new StartupException($"{Path} can't be used: {SqliteErrors.Damaged}.");

        // What a crash has left in the write-ahead log goes into the file.
        Execute(connection, "PRAGMA wal_checkpoint(PASSIVE)");

        BeginLog(connection);
    }

    // The first commit begins the write-ahead log anew. It is made before the file is watched: otherwise FileIdentity could not tell a
    // foreign write from a checkpoint.
    private void BeginLog(SqliteConnection connection)
    {
        try
        {
            using var transaction = connection.BeginTransaction();
            Execute(connection, TouchSql);
            transaction.Commit();
        }
        catch (SqliteException)
        {
            // The disk is full. Readiness says so, and the first commit that goes through begins the log.
        }
    }

    private static object? Scalar(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }
}
