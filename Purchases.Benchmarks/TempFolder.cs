namespace Purchases.Benchmarks;

/// <summary>A folder for the time of a measurement.</summary>
internal sealed class TempFolder : IDisposable
{
    /// <exception cref="BenchmarkException">The parent isn't there, or can't be written to.</exception>
    public TempFolder(string parent)
    {
        // Not made when missing: a name mistyped would be measured on another disk.
        if (!Directory.Exists(parent)) throw new BenchmarkException($"--data must name a directory that exists, but '{parent}' doesn't.");

        Path = System.IO.Path.GetFullPath(System.IO.Path.Combine(parent, $"purchases-benchmarks-{Guid.NewGuid():N}"));
        try
        {
            Directory.CreateDirectory(Path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BenchmarkException($"{parent} can't be written to; give another directory with --data.", e);
        }
    }

    public string Path { get; }

    /// <summary>A path inside.</summary>
    public string In(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Copies a folder that nobody has open to a new one inside.</summary>
    /// <returns>The new one's path.</returns>
    public string CopyOf(string folder, string name)
    {
        var copy = Directory.CreateDirectory(In(name));
        foreach (var file in new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories))
        {
            var target = System.IO.Path.Combine(copy.FullName, System.IO.Path.GetRelativePath(folder, file.FullName));
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(target)!);
            file.CopyTo(target);
        }

        return copy.FullName;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
