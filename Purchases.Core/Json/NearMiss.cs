using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Purchases.Core.Json;

/// <summary>Finds the name that was written in place of a missing member's, such as user_id, UserId or quantty.</summary>
internal static class NearMiss
{
    private const int NameCharsMax = 40;
    private const int EditsMax = 2;

    /// <summary>
    /// The names of an object's own members, as far as it can be read. Only for a text that is at fault: it is read once more.
    /// </summary>
    public static IReadOnlyList<string> NamesIn(ReadOnlySpan<byte> json)
    {
        var names = new List<string>();
        var reader = new Utf8JsonReader(json);
        try
        {
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueSpan.Length <= NameCharsMax && !reader.ValueIsEscaped) names.Add(reader.GetString()!);
                reader.Skip();
            }
        }
        catch (JsonException)
        {
            // What comes before it is enough.
        }

        return names;
    }

    /// <inheritdoc cref="Of(JsonEncodedText, IReadOnlyList{string})"/>
    public static string? Of(JsonEncodedText member, IQueryCollection query) =>
        Of(member, [.. query.Keys.Where(name => name.Length <= NameCharsMax)]);

    /// <returns>
    /// Null when none of the names looks like this member's. One that does is safe to log: it resembles the member's name, so it is
    /// nobody's data.
    /// </returns>
    public static string? Of(JsonEncodedText member, IReadOnlyList<string> names)
    {
        // Too many letters away, but common.
        if (member.Equals(MemberNames.Quantity) && names.Contains("qty", StringComparer.Ordinal)) return "qty";
        return names.FirstOrDefault(name => name.All(IsPlain) && IsNear(member.Value, name));
    }

    private static bool IsPlain(char character) => char.IsAsciiLetterOrDigit(character) || character is '_' or '-';

    private static bool IsNear(string member, string name)
    {
        var (expected, found) =
            (member.ToUpperInvariant(), name.Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal));
        return Edits(expected, found.ToUpperInvariant()) <= EditsMax;
    }

    // Levenshtein's distance, row by row.
    private static int Edits(string from, string to)
    {
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var (diagonal, above) = (row[0], 0);
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                above = row[j];
                row[j] = Math.Min(Math.Min(row[j - 1], above) + 1, diagonal + (from[i - 1] == to[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }

        return row[^1];
    }
}
