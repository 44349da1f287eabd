using System.Text.Json;

namespace Purchases.Core.Json;

internal static class JsonText
{
    /// <summary>
    /// The name or string at the reader without escapes, as JSON compares them. Only a text with escapes is copied; they are rare.
    /// </summary>
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
}
