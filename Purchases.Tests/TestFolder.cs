namespace Purchases.Tests;

/// <summary>A folder of a test's own, gone when the test is.</summary>
/// <param name="parent">Where it is made; null for the system's folder of temporary files.</param>
internal sealed class TestFolder(string? parent = null) : IDisposable
{
    public string Path { get; } = parent is null
        ? Directory.CreateTempSubdirectory("purchases-").FullName
        : Directory.CreateDirectory($"{parent}/purchases-{Guid.NewGuid():N}").FullName;

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
