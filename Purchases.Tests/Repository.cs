namespace Purchases.Tests;

/// <summary>The files that the tests hold against the code.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    /// <summary>README.md and the pages under docs/, paths from the root.</summary>
    public static IReadOnlyList<string> Pages { get; } =
        ["README.md", .. Directory.GetFiles(Path.Combine(Root, "docs"), "*.md").Order(StringComparer.Ordinal)
            .Select(file => Path.GetRelativePath(Root, file))];

    /// <summary>All pages, one after the other.</summary>
    public static string Documents { get; } = string.Join("\n\n", Pages.Select(Read));

    public static string Read(string file) => File.ReadAllText(Path.Combine(Root, file));

    private static string Find()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "Purchases.slnx"))) directory = directory.Parent;
        return directory?.FullName
            ?? throw new InvalidOperationException("Run the tests inside the repository: Purchases.slnx was not found above them.");
    }
}
