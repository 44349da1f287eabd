using System.Globalization;

namespace Purchases.Local.Embedded;

/// <summary>
/// What a database's file was like when the last process closed it: its length and when it was written. While it is still so nobody has
/// been at it since, and it needs no reading through. The mark is a file beside it; the process that opens the database first empties it,
/// and holds it until it ends.
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
