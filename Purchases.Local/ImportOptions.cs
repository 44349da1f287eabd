namespace Purchases.Local;

/// <summary>What the command line says of an import.</summary>
/// <param name="File">Its path, or - for standard input.</param>
/// <param name="Name">The import's name; null takes the file's.</param>
/// <param name="DryRun">Whether nothing is to be written.</param>
internal sealed record ImportOptions(string File, string? Name, bool DryRun);
