using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Purchases.Core.Http;

/// <summary>Reads single query parameters; an invalid one is a 400 that names it.</summary>
internal static class QueryParameter
{
    // How much of a value an error quotes.
    private const int QuotedCharsMax = 40;

    /// <returns>Null if it wasn't given.</returns>
    public static Outcome<string?> ReadText(IQueryCollection query, string name)
    {
        var values = query[name];
        return values.Count <= 1
            ? (string?)values
            : Problem.BadQuery(name, $"must be given once, but is given {values.Count} times.");
    }

    /// <returns>Null if it wasn't given.</returns>
    public static Outcome<int?> ReadNumber(IQueryCollection query, string name, int min, int max)
    {
        var text = ReadText(query, name);
        if (text.Problem is not null) return text.Problem;
        if (text.Value is null) return (int?)null;

        // int.TryParse ignores U+0000 after the digits (dotnet/runtime, Number.Parsing.Common.cs).
        return !text.Value.Contains('\0', StringComparison.Ordinal) &&
            int.TryParse(text.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max
            ? number
            : Problem.BadQuery(name, $"must be a whole number from {min} to {max}, but is {Quoted(text.Value)}.");
    }

    /// <summary>A value as an error quotes it, shortened.</summary>
    public static string Quoted(string value) => value.Length switch
    {
        0 => "empty",
        <= QuotedCharsMax => $"'{value}'",
        _ => $"'{value[..QuotedCharsMax]}…'",
    };
}
