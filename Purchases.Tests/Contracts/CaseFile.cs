using System.Text.Json;

namespace Purchases.Tests.Contracts;

/// <summary>The files of docs/contracts/cases.</summary>
internal static class CaseFile
{
    /// <summary>Of JSON, whole.</summary>
    public static JsonElement Read(string file) => JsonElement.Parse(Repository.Read($"docs/contracts/cases/{file}"));

    /// <summary>Of JSON lines, each line for itself.</summary>
    public static IEnumerable<JsonElement> Lines(string file) =>
        from line in Repository.Read($"docs/contracts/cases/{file}").Split('\n', StringSplitOptions.RemoveEmptyEntries)
        select JsonElement.Parse(line);
}
