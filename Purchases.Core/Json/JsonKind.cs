using System.Text;
using System.Text.Json;

namespace Purchases.Core.Json;

/// <summary>Words for the value at a reader, to say in a fault what was found instead.</summary>
internal static class JsonKind
{
    private const int ExcerptCharsMax = 40;

    /// <summary>"a string", "the number 2.5", "true", "null", "an array", "an object": never a string's content.</summary>
    public static string Of(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.String => "a string",
        JsonTokenType.Number => $"the number {Excerpt(ref reader)}",
        JsonTokenType.True => "true",
        JsonTokenType.False => "false",
        JsonTokenType.Null => "null",
        JsonTokenType.StartArray => "an array",
        _ => "an object",
    };

    /// <summary>The beginning of the value as it was written, printable ASCII only. For members that hold no one's data.</summary>
    public static string Excerpt(ref Utf8JsonReader reader)
    {
        var raw = reader.ValueSpan;
        var text = new StringBuilder();
        foreach (var unit in raw[..Math.Min(raw.Length, ExcerptCharsMax)])
            text.Append(unit is >= 0x20 and < 0x7F ? (char)unit : '?');
        return raw.Length > ExcerptCharsMax ? $"{text}…" : text.ToString();
    }
}
