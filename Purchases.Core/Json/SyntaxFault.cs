namespace Purchases.Core.Json;

/// <summary>Where a text stops being JSON, and why.</summary>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1, in characters (code points).</param>
/// <param name="Found">The character; null at the end of the text.</param>
/// <param name="Expected">What could stand there, in words.</param>
public sealed record SyntaxFault(int Line, int Column, string? Found, string Expected)
{
    /// <returns><c>line 1, column 9 has '}', where a value … was expected</c></returns>
    public override string ToString() => At($"line {Line}, column {Column}");

    /// <summary>For a text that is one line of a file, whose number the reader is told already.</summary>
    /// <param name="before">How many characters of the line stand before the text.</param>
    public string InLine(int before) => At($"column {before + Column}");

    private string At(string place) => $"{(Found is null ? $"it ends at {place}" : $"{place} has {Found}")}, where {Expected} was expected";
}
