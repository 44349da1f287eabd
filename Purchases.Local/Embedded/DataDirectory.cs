using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Purchases.Local.Embedded;

/// <summary>
/// Where Local keeps everything: the topics' logs, the groups' offsets and the purchases. Several processes may share it.
/// It remembers which files it has made, so that one that is gone is missed rather than begun anew.
/// </summary>
internal sealed partial class DataDirectory
{
    // One file name a line, written after the file is complete.
    private const string Inventory = "files";

    // Held while a file is made: two processes that start at once must not both make it.
    private const string CreationLock = ".creating";

    private static readonly TimeSpan LockTimeout = TimeSpan.FromSeconds(10);

    private readonly ILogger _logger;
    private readonly Lock _lock = new();
    private readonly List<SqliteFile> _open = [];
    private volatile string? _lost;

    /// <exception cref="StartupException">The directory can't be made or written to.</exception>
    public DataDirectory(string path, ILogger<DataDirectory>? logger = null)
    {
        _logger = logger ?? NullLogger<DataDirectory>.Instance;
        if (string.IsNullOrWhiteSpace(path) || path.Contains('\0', StringComparison.Ordinal))
            throw new StartupException("--data must name a directory.");
        Path = System.IO.Path.GetFullPath(path);
        Checked(() =>
        {
            OwnerOnly.CreateDirectory(Path);

            // Finds out now, not at the first purchase, whether it can be written to.
            LockCreation().Dispose();
            return true;
        });
    }

    public string Path { get; }

    /// <summary>The files that were made in a directory; none where it isn't a data directory.</summary>
    /// <exception cref="IOException">It can't be read.</exception>
    public static IReadOnlyList<string> Names(string path)
    {
        var inventory = System.IO.Path.Combine(path, Inventory);
        return System.IO.File.Exists(inventory) ? System.IO.File.ReadAllLines(inventory) : [];
    }

    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Makes a file unless it is there. It appears complete or not at all.</summary>
    /// <param name="create">Writes it to the path that it is given, where an empty file lies.</param>
    /// <returns>Whether it was made.</returns>
    /// <exception cref="StartupException">The file was made once and is gone, or it is empty, which a complete one never is.</exception>
    public bool Create(string name, Action<string> create) => Checked(() =>
    {
        using var creating = LockCreation();
        var file = new FileInfo(File(name));
        var known = Names(Path).Contains(name, StringComparer.Ordinal);
        if (known && file is not { Exists: true, Length: > 0 })
        {
            throw new StartupException(
                $"{file.FullName} is {(file.Exists ? "empty" : "missing")}; " +
            "restore the data directory from a backup, or give --data another one.");
        }

        var exists = file.Exists;
        if (!exists)
        {
            var unfinished = File($"{name}.new");
            OwnerOnly.Open(unfinished, FileMode.Create, FileAccess.Write, FileShare.None).Dispose();
            create(unfinished);
            System.IO.File.Move(unfinished, file.FullName);
        }

        if (!known) AddToInventory(name);
        return !exists;
    });

    /// <summary>Says that a start takes longer, and why.</summary>
    public void ReadsThrough(SqliteFile file) => LogReadsThrough(_logger, file.Name, new FileInfo(file.Path).Length / 1e6);

    public void Opened(SqliteFile file)
    {
        lock (_lock) _open.Add(file);
    }

    /// <returns>Whether it was open.</returns>
    public bool Closed(SqliteFile file)
    {
        lock (_lock) return _open.Remove(file);
    }

    /// <summary>Looks whether the open files are still there, as they were left.</summary>
    /// <returns>Which one isn't, and why; null when all are.</returns>
    public string? Look()
    {
        lock (_lock) return _lost = _open.Select(file => file.Fault()).FirstOrDefault(fault => fault is not null);
    }

    /// <exception cref="Microsoft.Data.Sqlite.SqliteException">A file was lost, when it was last looked.</exception>
    public void ThrowIfLost()
    {
        if (_lost is { } lost) throw SqliteErrors.Lost(lost);
    }

    /// <param name="what">Something that was kept here and is gone.</param>
    public StartupException Lost(string what) =>
        new($"{Path} has lost data: {what}. Restore the data directory from a backup, or give --data another one.");

    /// <exception cref="StartupException">The directory can't be written to.</exception>
    public T Checked<T>(Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartupException(
                $"The data directory {Path} can't be made or written to ({e.Message.TrimEnd('.')}); give another one with --data.", e);
        }
    }

    private void AddToInventory(string name)
    {
        using var inventory = new StreamWriter(OwnerOnly.Open(File(Inventory), FileMode.Append, FileAccess.Write, FileShare.Read));
        inventory.Write($"{name}\n");
    }

    private FileStream LockCreation()
    {
        FileStream? held = null;
        SpinWait.SpinUntil(() => (held = FileLock.TryTake(File(CreationLock))) is not null, LockTimeout);
        return held ?? throw new StartupException($"{File(CreationLock)} is held by another process; wait for its start, or stop it.");
    }

    [LoggerMessage(
        50,
        LogLevel.Information,
        "Reading {File} through ({MegaBytes:0.0} MB): its last process did not close it, or something has changed it since")]
    private static partial void LogReadsThrough(ILogger logger, string file, double megaBytes);
}
