using System.Text;
using System.Text.Json;

namespace Purchases.Core.Json;

/// <summary>
/// Words for the value at a reader, to say in a fault what was found instead. Faults are logged, and a string may be someone's data in the
/// wrong member, so a string's content is never among them.
/// </summary>
internal static class JsonKind
{
    private const int NumberCharsMax = 40;

    /// <summary>"a string", "the number 2.5", "true", "null", "an array", "an object".</summary>
    public static string Of(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.String => "a string",
        JsonTokenType.Number => $"the number {Digits(reader.ValueSpan)}",
        JsonTokenType.True => "true",
        JsonTokenType.False => "false",
        JsonTokenType.Null => "null",
        JsonTokenType.StartArray => "an array",
        _ => "an object",
    };

    // A number is ASCII by JSON's grammar, and of any length.
    private static string Digits(ReadOnlySpan<byte> number) =>
        number.Length <= NumberCharsMax ? Encoding.ASCII.GetString(number) : $"{Encoding.ASCII.GetString(number[..NumberCharsMax])}…";
}
