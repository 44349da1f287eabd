namespace Purchases.Local.Embedded;

/// <summary>
/// The directory of all data: the topics' logs and the store. Several processes may share it. Only the owner can read its files, since they
/// contain purchases; on Windows they inherit the rights of the parent directory.
/// </summary>
internal sealed class DataDirectory
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly Lock _lock = new();
    private readonly List<SqliteFile> _open = [];

    /// <exception cref="StartupException">The directory can't be created.</exception>
    public DataDirectory(string path)
    {
        if (string.IsNullOrWhiteSpace(path) || path.Contains('\0', StringComparison.Ordinal))
            throw new StartupException("--data must name a directory.");
        Path = System.IO.Path.GetFullPath(path);
        IsNew = !System.IO.File.Exists(File(StoreFile.FileName));
        Checked(() => CreateDirectory(Path));
    }

    /// <summary>The full path.</summary>
    public string Path { get; }

    /// <summary>Whether it had no store when this process opened it.</summary>
    public bool IsNew { get; }

    /// <summary>Creates a directory unless it exists.</summary>
    public static void CreateDirectory(string path)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(path);
        else Directory.CreateDirectory(path, OwnerOnly | UnixFileMode.UserExecute);
    }

    /// <summary>Opens a file. If this creates it, only its owner can read it.</summary>
    public static FileStream OpenFile(string path, FileShare share, FileMode mode = FileMode.OpenOrCreate)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = share };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerOnly;
        return new(path, options);
    }

    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Creates an empty file unless it exists.</summary>
    /// <exception cref="StartupException">The file can't be created.</exception>
    public void Create(string name) => Checked(() => OpenFile(File(name), FileShare.ReadWrite | FileShare.Delete).Dispose());

    /// <summary>
    /// A lock between processes: an exclusively opened file. The operating system releases it when its holder ends, also by a crash, so no
    /// lease outlives its holder.
    /// </summary>
    /// <returns>The lock, released by disposing it; null while another process holds it.</returns>
    /// <exception cref="IOException">The directory was deleted, or the disk can't be written to.</exception>
    /// <exception cref="UnauthorizedAccessException">The file can't be written to.</exception>
    public IDisposable? TryLock(string name)
    {
        try
        {
            return OpenFile(File(name), FileShare.None);
        }
        catch (IOException e) when (e.HResult is 11 or 35 or unchecked((int)0x80070020))
        {
            // EWOULDBLOCK on Linux and on macOS, and Windows' sharing violation: every other error is the disk's.
            return null;
        }
    }

    public void Opened(SqliteFile file)
    {
        lock (_lock) _open.Add(file);
    }

    public void Closed(SqliteFile file)
    {
        lock (_lock) _open.Remove(file);
    }

    /// <returns>An open file that was deleted, moved or replaced; null when there is none.</returns>
    public SqliteFile? FindMoved()
    {
        lock (_lock) return _open.Find(file => file.HasMoved());
    }

    /// <param name="what">What was lost.</param>
    public StartupException Lost(string what) =>
        new($"{Path} has lost data: {what}. Restore the data directory from a backup, or choose another one with --data.");

    private void Checked(Action create)
    {
        try
        {
            create();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartupException(
                $"The data directory {Path} can't be created or written to ({e.Message.TrimEnd('.')}). Choose another one with --data.", e);
        }
    }
}
