namespace Purchases.Tests;

/// <summary>Each test has a folder of its own.</summary>
public abstract class FolderTests : IDisposable
{
    private protected readonly TestFolder _folder = new();

    public void Dispose()
    {
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }
}
