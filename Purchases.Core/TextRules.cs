using System.Text;

namespace Purchases.Core;

/// <summary>The rules of userId, itemId and eventId. A fault is a phrase that follows the member's name; null if there is none.</summary>
public static class TextRules
{
    /// <summary>userId and itemId: 1–200 characters, at least one of them visible, no control characters, no unpaired surrogates.</summary>
    public static string? NameFault(string text) =>
        LengthFault(text) ?? ControlFault(text) ?? (IsBlank(text) ? "must not be blank" : null);

    /// <summary>A note: 0–1000 characters, no control characters except tabs and line breaks, no unpaired surrogates.</summary>
    public static string? NoteFault(string text) =>
        text.Length == 0 ? null : LengthFault(text, Limits.NoteCharsMax) ?? ControlFault(text, allowed: "\t\r\n");

    /// <summary>
    /// eventId: 1–200 characters, no unpaired surrogates, and possible as the last segment of <c>/purchases/{eventId}</c>. A path can't
    /// contain U+0000; <c>.</c> and <c>..</c> mean another path (RFC 3986, section 5.2.4); and a <c>/</c> is written as <c>%2F</c>, which
    /// web servers don't distinguish from an eventId's own <c>%2F</c>. Otherwise producers choose the form.
    /// </summary>
    public static string? EventIdFault(string text) =>
        text is "." or ".." ? "must not be . or .., which no path can name"
        : text.Contains('\0', StringComparison.Ordinal) ? "must not contain U+0000, which no path can name"
        : text.Contains('/', StringComparison.Ordinal) && text.Contains("%2F", StringComparison.OrdinalIgnoreCase)
            ? "must not contain both / and %2F, which no path can name"
        : LengthFault(text);

    private static string? LengthFault(string text, int charsMax = Limits.TextCharsMax)
    {
        if (text.Length == 0) return "must not be empty";

        // The length in code points: a surrogate pair is one.
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

    private static bool IsBlank(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (!Rune.IsWhiteSpace(rune) && !IsIgnorable(rune.Value)) return false;
        }

        return true;
    }

    // Unicode's Default_Ignorable_Code_Point (DerivedCoreProperties.txt): invisible characters, such as U+200B and U+3164.
    private static bool IsIgnorable(int code) => code is 0xAD or 0x34F or 0x61C or 0x115F or 0x1160 or 0x17B4 or 0x17B5
        or (>= 0x180B and <= 0x180F) or (>= 0x200B and <= 0x200F) or (>= 0x202A and <= 0x202E) or (>= 0x2060 and <= 0x206F) or 0x3164
        or (>= 0xFE00 and <= 0xFE0F) or 0xFEFF or 0xFFA0 or (>= 0xFFF0 and <= 0xFFF8) or (>= 0x1BCA0 and <= 0x1BCA3)
        or (>= 0x1D173 and <= 0x1D17A) or (>= 0xE0000 and <= 0xE0FFF);
}
