namespace Purchases.Tests;

/// <summary>The files that the tests hold against the code.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    public static string Read(string file) => File.ReadAllText(Path.Combine(Root, file));

    private static string Find()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "Purchases.slnx"))) directory = directory.Parent;
        return directory?.FullName ?? throw new InvalidOperationException("Run the tests inside the repository: Purchases.slnx was not found above them.");
    }
}
