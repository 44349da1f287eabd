namespace Purchases.Local.Embedded;

/// <summary>
/// A lock among processes: an exclusively opened file. The operating system lets go of it when the holder ends in whatever way,
/// so there is no lease to outlive its holder.
/// </summary>
internal static class FileLock
{
    /// <returns>Dispose it to let go; null when someone else holds it.</returns>
    /// <exception cref="IOException">The directory isn't there, or the disk can't be written to.</exception>
    /// <exception cref="UnauthorizedAccessException">The file can't be written to.</exception>
    public static FileStream? TryTake(string path)
    {
        try
        {
            return OwnerOnly.Open(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (IsHeld(e))
        {
            return null;
        }
    }

    // EWOULDBLOCK on Linux and on macOS, and Windows' sharing violation: every other error is the disk's.
    private static bool IsHeld(IOException e) => e.HResult is 11 or 35 or unchecked((int)0x80070020);
}
