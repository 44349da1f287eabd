using System.Globalization;

namespace Purchases.Local.Embedded;

/// <summary>
/// Length and time of the last write of a database file, as the process that closed it last left it. While both are the same nobody has
/// touched the file since, and it needn't be read through. They stand in a mark, a file beside the database; the process that opens the
/// database first empties the mark, and holds it until it ends.
/// </summary>
internal sealed class CleanStop : IDisposable
{
    private readonly string _path;
    private FileStream? _mark;

    /// <exception cref="IOException">The disk can't be written to.</exception>
    public CleanStop(string path)
    {
        _path = path;
        _mark = FileLock.TryTake(MarkPath);

        // Another process has it open, and has looked.
        if (_mark is null) return;

        using var reader = new StreamReader(_mark, leaveOpen: true);
        NeedsReading = reader.ReadToEnd() != Now() || WalExists();
        _mark.SetLength(0);
    }

    /// <summary>Whether the file may be damaged, since nobody closed it or something has changed it since.</summary>
    public bool NeedsReading { get; }

    private string MarkPath => $"{_path}.clean";

    /// <summary>Leaves the mark, once the database is closed; not while another process has it open.</summary>
    public void Leave()
    {
        // The last one to close it deletes its write-ahead log.
        if (WalExists()) return;

        try
        {
            _mark ??= FileLock.TryTake(MarkPath);
            if (_mark is null) return;

            using var writer = new StreamWriter(_mark, leaveOpen: true);
            writer.Write(Now());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Then the next start reads the file through.
        }
    }

    public void Dispose() => _mark?.Dispose();

    private bool WalExists() => File.Exists($"{_path}-wal");

    private string Now()
    {
        var file = new FileInfo(_path);
        return string.Create(CultureInfo.InvariantCulture, $"{file.Length} {file.LastWriteTimeUtc.Ticks}");
    }
}
