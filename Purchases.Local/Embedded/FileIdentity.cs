using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using Microsoft.Win32.SafeHandles;
using SQLitePCL;

namespace Purchases.Local.Embedded;

/// <summary>
/// Whether what a database has open is still what lies at its path. SQLite itself goes on writing into files that were deleted, moved or
/// replaced, and what it commits there is gone with the process.
/// </summary>
/// <remarks>
/// The two files beside the database are held open for as long as this lives. Closing a handle of the -shm drops the locks that this
/// process has on it (fcntl(2)), so it is closed with the database and never before; the database itself is looked at by its path alone,
/// for the same reason.
/// </remarks>
internal sealed class FileIdentity : IDisposable
{
    public const string Moved = "was deleted, moved or replaced while it was in use";

    // SQLITE_FCNTL_HAS_MOVED (https://www.sqlite.org/c3ref/c_fcntl_begin_atomic_write.html). Windows doesn't know it, and lets no open file
    // be deleted.
    private const int HasMovedOperation = 20;

    private const int AttemptsMax = 1000;

    private readonly Lock _looking = new();
    private readonly sqlite3 _database;
    private readonly string _path;
    private readonly SafeFileHandle _wal;
    private readonly SafeFileHandle _index;
    private long _length;
    private Checkpoints? _seen;
    private DateTime _seenWrittenAt;
    private string? _changed;

    /// <param name="connection">One that stays open for as long as this lives, and has read from the file.</param>
    /// <exception cref="IOException">A file beside the database can't be opened.</exception>
    public FileIdentity(SqliteConnection connection, string path)
    {
        _database = connection.Handle!;
        _path = path;
        _length = new FileInfo(path).Length;
        _wal = Open(WalPath);
        _index = Open(IndexPath);
        _changed = Changed();
    }

    private string WalPath => $"{_path}-wal";

    private string IndexPath => $"{_path}-shm";

    /// <summary>
    /// Whether the database or its write-ahead log lies at its path no longer. It takes some microseconds, so that it can be asked at each
    /// commit.
    /// </summary>
    public bool HasMoved()
    {
        var moved = 0;
        return (FileControl(_database, null, HasMovedOperation, ref moved) == raw.SQLITE_OK && moved != 0) || !LiesAt(_wal, WalPath);
    }

    /// <summary>
    /// What is wrong with the files, as a phrase that follows the database's name; null when all is well. It takes some microseconds more.
    /// Truncation or overwriting can be told only until the next checkpoint.
    /// </summary>
    public string? Fault()
    {
        lock (_looking) return HasMoved() || !LiesAt(_index, IndexPath) ? Moved : _changed ??= Changed();
    }

    public void Dispose()
    {
        _wal.Dispose();
        _index.Dispose();
    }

    private static SafeFileHandle Open(string path) =>
        File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);

    // The same file, asked by handle and by path, has one size and one time. It may be written to between the two questions, so one
    // difference says nothing.
    private static bool LiesAt(SafeFileHandle handle, string path)
    {
        for (var attempt = 0; attempt < AttemptsMax; attempt++)
        {
            var there = new FileInfo(path);
            if (!there.Exists) return false;
            if (there.Length == RandomAccess.GetLength(handle) && there.LastWriteTimeUtc == File.GetLastWriteTimeUtc(handle)) return true;
        }

        return false;
    }

    // Only checkpoints write to the database's file. They say so in the wal-index, before and after; a write without one is somebody
    // else's.
    private string? Changed()
    {
        var before = Checkpoints.Read(_index, out var committedBytes);
        var database = new FileInfo(_path);
        var holdsCommitted = HoldsCommitted(before, committedBytes);
        if (!database.Exists) return null;
        if (database.Length < _length) return "became shorter than it was";
        _length = database.Length;

        // Where one runs or ran meanwhile, the next look will tell.
        if (before is not { Run: false } || before != Checkpoints.Read(_index, out _)) return null;
        if (!holdsCommitted) return "lost what was in its write-ahead log";
        if (before == _seen && database.LastWriteTimeUtc != _seenWrittenAt) return "was written to by something else";

        (_seen, _seenWrittenAt) = (before, database.LastWriteTimeUtc);
        return null;
    }

    // A write-ahead log that was truncated and written again has its old length, but a hole where its header was.
    private bool HoldsCommitted(Checkpoints? checkpoints, long committedBytes)
    {
        if (checkpoints is not { } known || committedBytes == 0) return true;

        Span<byte> salt = stackalloc byte[sizeof(long)];
        return RandomAccess.GetLength(_wal) >= committedBytes &&
            RandomAccess.Read(_wal, salt, Checkpoints.WalSaltAt) == salt.Length && MemoryMarshal.Read<long>(salt) == known.Salt;
    }

    [DllImport("e_sqlite3", EntryPoint = "sqlite3_file_control")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory)]
    private static extern int FileControl(
        sqlite3 database, [MarshalAs(UnmanagedType.LPUTF8Str)] string? schema, int operation, ref int result);

    /// <summary>How far checkpoints have come, by the header of the wal-index (https://www.sqlite.org/walformat.html).</summary>
    /// <param name="Salt">Another one each time that the write-ahead log begins anew.</param>
    /// <param name="Folded">How many of its frames have been written into the database.</param>
    /// <param name="Attempted">How many a checkpoint set out to write.</param>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Checkpoints(long Salt, uint Folded, uint Attempted)
    {
        public const int WalSaltAt = 16;

        private const int HeaderBytes = 136;
        private const int WalHeaderBytes = 32;
        private const int FrameHeaderBytes = 24;

        /// <summary>Whether one is under way.</summary>
        public bool Run => Folded != Attempted;

        /// <param name="committedBytes">What the committed frames of the write-ahead log take.</param>
        /// <returns>Null where it can't be read: on Windows a part of it is locked.</returns>
        public static Checkpoints? Read(SafeFileHandle index, out long committedBytes)
        {
            committedBytes = 0;
            Span<byte> header = stackalloc byte[HeaderBytes];
            if (OperatingSystem.IsWindows() || RandomAccess.Read(index, header, 0) < HeaderBytes) return null;

            // In the machine's byte order.
            var frames = MemoryMarshal.Read<uint>(header[16..]);
            var frameBytes = MemoryMarshal.Read<ushort>(header[14..]) + FrameHeaderBytes;
            if (frames > 0) committedBytes = WalHeaderBytes + ((long)frames * frameBytes);
            return new(
                Salt: MemoryMarshal.Read<long>(header[32..]),
                Folded: MemoryMarshal.Read<uint>(header[96..]),
                Attempted: MemoryMarshal.Read<uint>(header[128..]));
        }
    }
}
