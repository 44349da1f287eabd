using System.Text;

namespace Purchases.Core;

/// <summary>The rules of userId, itemId and eventId. A fault is a phrase that follows the member's name; null means fine.</summary>
public static class TextRules
{
    /// <summary>
    /// Whether the text is 1–200 visible ASCII characters and begins with no dot, as nearly all are. Such a text breaks no rule, which its
    /// bytes show without making a string of them.
    /// </summary>
    public static bool IsPlain(ReadOnlySpan<byte> utf8) =>
        utf8.Length is > 0 and <= Limits.TextCharsMax && utf8[0] != '.' && !utf8.ContainsAnyExceptInRange((byte)'!', (byte)'~');

    /// <summary>userId and itemId: 1–200 characters, not blank, no control characters, no unpaired surrogates, never trimmed.</summary>
    public static string? NameFault(string text)
    {
        if ((LengthFault(text) ?? ControlFault(text)) is { } fault) return fault;
        return string.IsNullOrWhiteSpace(text) ? "must not be blank" : null;
    }

    /// <summary>
    /// A note: at most 1000 characters, no control characters but tabs and line breaks, no unpaired surrogates. It may be empty.
    /// </summary>
    public static string? NoteFault(string text) =>
        text.Length == 0 ? null : LengthFault(text, Limits.NoteCharsMax) ?? ControlFault(text, allowed: "\t\r\n");

    /// <summary>
    /// eventId: 1–200 characters, no unpaired surrogates, and such that a path can name it: the last segment of <c>/purchases/{eventId}</c>
    /// holds no U+0000, and <c>.</c> and <c>..</c> mean another path (RFC 3986, section 5.2.4). Apart from that other producers choose
    /// their own form.
    /// </summary>
    public static string? EventIdFault(string text) =>
        text is "." or ".." ? "must not be . or .., which no path can name"
        : text.Contains('\0', StringComparison.Ordinal) ? "must not contain U+0000, which no path can name"
        : LengthFault(text);

    private static string? LengthFault(string text) => LengthFault(text, Limits.TextCharsMax);

    private static string? LengthFault(string text, int charsMax)
    {
        if (text.Length == 0) return "must not be empty";

        // A code point is one or two chars, so a text within the bound in chars is within it in code points too.
        var length = text.Length;
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i])) continue;
            if (!Rune.TryGetRuneAt(text, i, out _)) return "must not contain an unpaired surrogate";
            i++;
            length--;
        }

        return length > charsMax ? $"must have at most {charsMax} characters, but has {length}" : null;
    }

    private static string? ControlFault(string text, string allowed = "")
    {
        foreach (var character in text)
        {
            if (char.IsControl(character) && !allowed.Contains(character, StringComparison.Ordinal))
                return $"must not contain control characters, but has U+{(int)character:X4}";
        }

        return null;
    }
}
