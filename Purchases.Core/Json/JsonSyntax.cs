using System.Text;

namespace Purchases.Core.Json;

/// <summary>
/// Finds where a text stops being JSON (RFC 8259), to say what was found there and what could stand there. System.Text.Json decides whether
/// it is JSON; this only explains, and is asked when that has refused a text.
/// </summary>
internal ref struct JsonSyntax
{
    private const int DepthMax = 64; // System.Text.Json's own.
    private const int End = -1;
    private const string AnyValue = "a value (a string, a number, true, false, null, { or [)";

    private readonly ReadOnlySpan<byte> _utf8;
    private readonly Stack<bool> _inObject;
    private int _at;
    private string? _expected;

    private JsonSyntax(ReadOnlySpan<byte> utf8)
    {
        _utf8 = utf8;
        _inObject = [];
    }

    private enum Next
    {
        Value,
        FirstValue,
        Name,
        FirstName,
        Colon,
        CommaOrEnd,
    }

    private readonly int Character => _at < _utf8.Length ? _utf8[_at] : End;

    /// <param name="utf8">Valid UTF-8.</param>
    /// <returns>Null for a text that is JSON.</returns>
    public static SyntaxFault? Find(ReadOnlySpan<byte> utf8)
    {
        var syntax = new JsonSyntax(utf8);
        syntax.Scan();
        return syntax._expected is { } expected ? syntax.Fault(expected) : null;
    }

    private void Scan()
    {
        var next = Next.Value;
        while (_expected is null)
        {
            while (Character is ' ' or '\t' or '\r' or '\n') _at++;
            if (next == Next.CommaOrEnd && _inObject.Count == 0)
            {
                if (Character != End) _expected = "nothing more";
                return;
            }

            next = Take(next);
        }
    }

    private Next Take(Next next)
    {
        var first = next is Next.FirstValue or Next.FirstName;
        switch (next)
        {
            case Next.Value or Next.FirstValue:
                return first && Character == ']' ? Close() : TakeValue(first);
            case Next.Name or Next.FirstName:
                if (first && Character == '}') return Close();
                if (Character == '"') TakeString();
                else _expected = first ? "a name in double quotes, or }," : "a name in double quotes";
                return Next.Colon;
            case Next.Colon:
                TakeOne(':', "a colon");
                return Next.Value;
            default:
                var inObject = _inObject.Peek();
                if (Character == (inObject ? '}' : ']')) return Close();
                TakeOne(',', inObject ? "a comma or }" : "a comma or ]");
                return inObject ? Next.Name : Next.Value;
        }
    }

    private Next TakeValue(bool first)
    {
        switch (Character)
        {
            case '{' or '[':
                return Open(Character == '{');
            case '"':
                TakeString();
                break;
            case '-' or (>= '0' and <= '9'):
                TakeNumber();
                break;
            case 't' or 'f' or 'n':
                TakeWord(Character == 't' ? "true" : Character == 'f' ? "false" : "null");
                break;
            default:
                _expected = first ? $"{AnyValue} or ]" : AnyValue;
                break;
        }

        return Next.CommaOrEnd;
    }

    private Next Open(bool inObject)
    {
        if (_inObject.Count == DepthMax)
        {
            _expected = $"nothing that is nested more than {DepthMax} deep";
            return Next.CommaOrEnd;
        }

        _inObject.Push(inObject);
        _at++;
        return inObject ? Next.FirstName : Next.FirstValue;
    }

    private Next Close()
    {
        _inObject.Pop();
        _at++;
        return Next.CommaOrEnd;
    }

    private void TakeString()
    {
        for (_at++; _expected is null && Character != '"'; _at++)
        {
            if (Character == End) _expected = "the string's closing double quote";
            else if (Character < ' ') _expected = "a character that may stand in a string (a control character is escaped)";
            else if (Character == '\\') TakeEscape();
            if (_expected is not null) return;
        }

        _at++;
    }

    // Leaves the position at the escape's last character.
    private void TakeEscape()
    {
        _at++;
        if (Character is '"' or '\\' or '/' or 'b' or 'f' or 'n' or 'r' or 't') return;
        if (Character != 'u') _expected = "one of \" \\ / b f n r t u";
        for (var digits = 0; digits < 4 && _expected is null; digits++)
        {
            _at++;
            if (Character == End || !char.IsAsciiHexDigit((char)Character)) _expected = "a hexadecimal digit";
        }
    }

    private void TakeNumber()
    {
        if (Character == '-') _at++;
        if (Character == '0') _at++;
        else TakeDigits();
        if (_expected is null && Character == '.')
        {
            _at++;
            TakeDigits();
        }

        if (_expected is null && Character is 'e' or 'E')
        {
            _at++;
            if (Character is '+' or '-') _at++;
            TakeDigits();
        }
    }

    private void TakeDigits()
    {
        if (Character is not (>= '0' and <= '9')) _expected = "a digit";
        while (Character is >= '0' and <= '9') _at++;
    }

    private void TakeWord(string word)
    {
        foreach (var letter in word)
        {
            TakeOne(letter, $"the {letter} of {word}");
            if (_expected is not null) return;
        }
    }

    private void TakeOne(char character, string expected)
    {
        if (Character == character) _at++;
        else _expected = expected;
    }

    private readonly SyntaxFault Fault(string expected)
    {
        var before = _utf8[.._at];
        var lineStart = before.LastIndexOf((byte)'\n') + 1;
        var column = Encoding.UTF8.GetString(before[lineStart..]).EnumerateRunes().Count() + 1;
        return new(before.Count((byte)'\n') + 1, column, Character == End ? null : Found(), expected);
    }

    private readonly string Found()
    {
        Rune.DecodeFromUtf8(_utf8[_at..], out var rune, out _);
        return rune.Value is not (> ' ' and < 0x7F) ? $"U+{rune.Value:X4}" : rune.Value == '\'' ? "\"'\"" : $"'{rune}'";
    }
}
