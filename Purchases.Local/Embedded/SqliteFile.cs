using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Purchases.Local.Embedded;

/// <summary>One SQLite database file of the data directory, in WAL mode: readers and the writer don't wait for each other.</summary>
internal sealed class SqliteFile : IDisposable
{
    // "PuLo": marks a file as ours (https://www.sqlite.org/fileformat.html, application id).
    private const int ApplicationId = 0x50754C6F;

    // Another process of the same data directory may be writing; its transactions are short.
    private const int BusyTimeoutMs = 5000;

    // Room for the pages of one batch and the index pages above them.
    public const int WriterCacheKiB = 8000;

    // SQLITE_FCNTL_HAS_MOVED (https://www.sqlite.org/c3ref/c_fcntl_begin_atomic_write.html). Windows doesn't support it, and
    // prevents the deletion of open files.
    private const int HasMovedOperation = 20;

    private readonly DataDirectory _directory;
    private readonly string _connectionString;
    private readonly string _settings;
    private readonly int _schemaVersion;

    // Stays open, to check whether the file has moved.
    private readonly SqliteConnection _anchor;

    /// <param name="schema">Creates the tables that don't exist yet.</param>
    /// <param name="schemaVersion">A file of another version is rejected.</param>
    /// <param name="checkpointPages">
    /// The number of pages in the write-ahead log after which a commit copies them into the file (a checkpoint). More pages cost less in
    /// total; fewer pages make that commit shorter.
    /// </param>
    /// <exception cref="StartupException">The file isn't such a database, or can't be used.</exception>
    public SqliteFile(DataDirectory directory, string name, string schema, int schemaVersion, int checkpointPages)
    {
        _directory = directory;
        Path = directory.File(name);
        _schemaVersion = schemaVersion;

        // FULL: a commit returns after a sync to disk, so that it survives a power cut.
        _settings = $"PRAGMA busy_timeout = {BusyTimeoutMs}; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = {checkpointPages};";
        _connectionString = new SqliteConnectionStringBuilder
        {
            DataSource = Path,
            Mode = SqliteOpenMode.ReadWrite,
            DefaultTimeout = BusyTimeoutMs / 1000,
        }.ToString();

        // The last process that closes a file deletes its write-ahead log.
        var wasClosed = !File.Exists($"{Path}-wal");
        directory.Create(name);
        try
        {
            _anchor = OpenWriter();
            Prepare(schema, wasClosed);
        }
        catch (Exception e)
        {
            _anchor?.Dispose();
            if (e is SqliteException sqlite) throw new StartupException($"{Path} can't be used: {SqliteErrors.Describe(sqlite)}.", e);
            throw;
        }

        directory.Opened(this);
    }

    public string Path { get; }

    public string Name => System.IO.Path.GetFileName(Path);

    /// <summary>Writes a value that doesn't change: one page is written to disk.</summary>
    public string TouchSql => $"PRAGMA user_version = {_schemaVersion}";

    /// <summary>
    /// Whether the open file is no longer at its path. SQLite itself continues to write to it, and these commits are lost when the process
    /// ends.
    /// </summary>
    public bool HasMoved()
    {
        var moved = 0;
        return FileControl(_anchor.Handle!, null, HasMovedOperation, ref moved) == raw.SQLITE_OK && moved != 0;
    }

    /// <summary>A connection for the caller, from a pool.</summary>
    /// <exception cref="SqliteException">The file can't be opened now.</exception>
    public SqliteConnection Open() => Open(_connectionString, _settings);

    /// <summary>
    /// A connection that the caller keeps, with a cache for large transactions. It isn't pooled, so that a broken one isn't used again.
    /// </summary>
    /// <exception cref="SqliteException">The file can't be opened now.</exception>
    public SqliteConnection OpenWriter() =>
        Open($"{_connectionString};Pooling=False", $"{_settings} PRAGMA cache_size = -{WriterCacheKiB};");

    /// <summary>Closes the pooled connections. The last connection of all processes makes a checkpoint.</summary>
    public void Dispose()
    {
        _directory.Closed(this);
        using (var connection = new SqliteConnection(_connectionString)) SqliteConnection.ClearPool(connection);
        _anchor.Dispose();
    }

    private static SqliteConnection Open(string connectionString, string settings)
    {
        var connection = new SqliteConnection(connectionString);
        try
        {
            connection.Open();
            connection.Execute(settings);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    // Another process may do the same at the same time.
    private void Prepare(string schema, bool wasClosed)
    {
        var isNew = _anchor.Number("SELECT count(*) FROM sqlite_schema") == 0;
        var isOurs = _anchor.Number("PRAGMA application_id") == ApplicationId && _anchor.Number("PRAGMA user_version") == _schemaVersion;
        if (!isNew && !isOurs)
        {
            throw new StartupException(
                $"{Path} was written by another version of Purchases.Local or by another program. Choose another directory with --data.");
        }

        // After a crash. The check takes about a third of a second for a million purchases.
        using var check = _anchor.Command("PRAGMA quick_check(1)");
        if (!wasClosed && check.ExecuteScalar() is not "ok")
            throw new StartupException($"{Path} can't be used: {SqliteErrors.Damaged}.");

        var mark = isNew ? $"PRAGMA application_id = {ApplicationId}; {TouchSql};" : "";
        _anchor.Execute($"PRAGMA journal_mode = WAL; BEGIN IMMEDIATE; {schema} {mark} COMMIT;");
    }

    [DllImport("e_sqlite3", EntryPoint = "sqlite3_file_control")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory)]
    private static extern int FileControl(
        sqlite3 database, [MarshalAs(UnmanagedType.LPUTF8Str)] string? schema, int operation, ref int result);
}
