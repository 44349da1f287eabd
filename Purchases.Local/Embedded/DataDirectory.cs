namespace Purchases.Local.Embedded;

/// <summary>Where Local keeps everything: the topics' logs, the groups' offsets and the purchases. Several processes may share it.</summary>
internal sealed class DataDirectory
{
    /// <exception cref="StartupException">The directory can't be made or written to.</exception>
    public DataDirectory(string path)
    {
        Path = System.IO.Path.GetFullPath(path);
        try
        {
            Directory.CreateDirectory(Path);

            // Finds out now, not at the first purchase.
            var probe = File($".probe-{Environment.ProcessId}");
            using (new FileStream(probe, FileMode.Create, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose))
            {
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"The data directory {Path} can't be written to; give another one with --data.", e);
        }
    }

    public string Path { get; }

    public string File(string name) => System.IO.Path.Combine(Path, name);
}
