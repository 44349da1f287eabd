using System.Text.Json;

namespace Purchases.Core.Json;

/// <summary>The name or value at a reader.</summary>
internal static class JsonText
{
    /// <summary>The name or string at the reader, unescaped. Only a text with escapes is copied, which is rare.</summary>
    /// <returns>Empty for a text with an unpaired surrogate, which UTF-8 can't encode.</returns>
    public static ReadOnlySpan<byte> Unescaped(ref Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped) return reader.ValueSpan;

        var utf8 = new byte[reader.ValueSpan.Length];
        try
        {
            return utf8.AsSpan(0, reader.CopyString(utf8));
        }
        catch (InvalidOperationException)
        {
            return [];
        }
    }

    /// <summary>
    /// Skips the value at the reader and returns its kind in words: "a string", "a number", "null". Never its content: faults are logged,
    /// and any member may contain a userId, as a string or a number.
    /// </summary>
    public static string Skip(ref Utf8JsonReader reader)
    {
        var kind = reader.TokenType switch
        {
            JsonTokenType.String => "a string",
            JsonTokenType.Number => "a number",
            JsonTokenType.True => "true",
            JsonTokenType.False => "false",
            JsonTokenType.Null => "null",
            JsonTokenType.StartArray => "an array",
            _ => "an object",
        };
        reader.Skip();
        return kind;
    }
}
