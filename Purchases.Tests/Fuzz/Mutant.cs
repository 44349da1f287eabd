using System.Text;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;

namespace Purchases.Tests.Fuzz;

/// <summary>
/// A valid text after a few accidents. Most stay close to valid, so that they get past the first check and into the deep ones.
/// </summary>
internal sealed partial class Mutant
{
    /// <summary>JSON values, valid and invalid; the strings are used as names too.</summary>
    private static readonly string[] Values =
    [
        "null", "true", "false", "0", "1", "2", "-1", "-0", "1.0", "1e2", "1E+400", "9007199254740991", "9007199254740992",
        "9223372036854775808",
        "99999999999999999999999999999999", "[]", "{}", "[[]]", "[1,{\"a\":null}]", "{\"userId\":\"u1\"}", "[{}]",
        "[{\"Key\":\"a\",\"Value\":\"b\"}]", "[{\"Key\":null}]", "[null]",
        "\"\"", "\" \"", "\"u1\"", "\"2\"", "\"PurchaseCreated\"", "\"\\u0000\"", "\"\\ud800\"", "\"\\udc00\"", "\"\\ud83d\\udce6\"",
        "\"\\ud83d\\u0041\"", "\"📦\"", "\"\u2028\"",
        "\"2026-01-15T10:34:14Z\"", "\"2026-02-30T10:34:14Z\"", "\"0001-01-01T00:00:00+23:59\"", "\"9999-12-31T23:59:59.9999999-23:59\"",
        "\"2026-01-15\\u005410:34:14Z\"",
        "\"userId\"", "\"itemId\"", "\"quantity\"", "\"qty\"", "\"eventId\"", "\"eventType\"", "\"eventVersion\"", "\"timestamp\"",
        "\"\\u0075serId\"", "\"UserId\"",
        "\"Topic\"", "\"Partition\"", "\"Offset\"", "\"Timestamp\"", "\"Key\"", "\"Value\"", "\"Headers\"",
        $"\"{new string('u', 200)}\"", $"\"{new string('u', 201)}\"", $"\"{new string('9', 300)}\"",
        $"{new string('[', 60)}{new string(']', 60)}", $"{new string('[', 70)}{new string(']', 70)}",
    ];

    private static readonly string[] Debris =
    [
        "{", "}", "[", "]", ":", ",", "\"", "\\", "{\"a\":", "01", "+1", ".5", "NaN", "\"\\u00\"", "\"\\x\"", "\"\t\"", "\uFEFF", "/**/",
        "//\n", "\0", " ", "\n", new('[', 100), new(' ', 70_000),
    ];

    private static readonly byte[] Bytes = [0x00, 0x09, 0x0A, 0x1F, (byte)' ', (byte)'"', (byte)',', (byte)'0', (byte)':', (byte)'[',
        (byte)'\\', (byte)']', (byte)'u', (byte)'{', (byte)'}', 0x7F, 0x80, 0xBF, 0xC0, 0xC3, 0xE2, 0xED, 0xEF, 0xF0, 0xF4, 0xFE, 0xFF];

    private readonly string _original;
    private readonly Accident[] _accidents;

    private Mutant(string original, Accident[] accidents)
    {
        _original = original;
        _accidents = accidents;
        Utf8 = accidents.Aggregate(Encoding.UTF8.GetBytes(original), (utf8, accident) => accident.HappenTo(utf8));
    }

    private enum Kind
    {
        FlipBit,
        ReplaceByte,
        InsertByte,
        Delete,
        Repeat,
        CutOff,
        InsertDebris,
        DeleteToken,
        ReplaceValue,
        SwapValues,
        AddMember,
    }

    public byte[] Utf8 { get; }

    public string Text => Encoding.UTF8.GetString(Utf8);

    public static Arbitrary<Mutant> Of(params string[] originals)
    {
        var kinds = Gen.Frequency((1, Gen.Choose(0, (int)Kind.DeleteToken)), (4, Gen.Choose((int)Kind.ReplaceValue, (int)Kind.AddMember)));
        var accident = kinds.SelectMany(
            _ => Gen.Choose(0, int.MaxValue - 1).Two(),
            (kind, at) => new Accident((Kind)kind, at.Item1, at.Item2));
        var accidents = Gen.Choose(1, 4).SelectMany(count => accident.ArrayOf(count));
        return Arb.From(Gen.Elements(originals).Zip(accidents, (original, happened) => new Mutant(original, happened)), Smaller);
    }

    public override string ToString() =>
        $"{Text} ({string.Join(", ", _accidents.Select(accident => accident.Kind))}; base64 {Convert.ToBase64String(Utf8)})";

    private static IEnumerable<Mutant> Smaller(Mutant mutant) =>
        Enumerable.Range(0, mutant._accidents.Length)
            .Select(i => new Mutant(mutant._original, [.. mutant._accidents[..i], .. mutant._accidents[(i + 1)..]]));

    [GeneratedRegex("""\s+|"(?:[^"\\]|\\.)*"|[\w.+-]+|.""", RegexOptions.Singleline | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Token { get; }

    private sealed record Accident(Kind Kind, int At, int With)
    {
        public byte[] HappenTo(byte[] utf8)
        {
            var at = At % (utf8.Length + 1);
            var upTo = Math.Min(utf8.Length, at + 1 + (With % 8));
            return Kind switch
            {
                Kind.CutOff => utf8[..at],
                Kind.InsertByte => [.. utf8[..at], Bytes[With % Bytes.Length], .. utf8[at..]],
                Kind.Delete => [.. utf8[..at], .. utf8[upTo..]],
                Kind.Repeat => [.. utf8[..upTo], .. utf8[at..]],
                Kind.FlipBit or Kind.ReplaceByte when at == utf8.Length => utf8,
                Kind.FlipBit => [.. utf8[..at], (byte)(utf8[at] ^ (1 << (With % 8))), .. utf8[(at + 1)..]],
                Kind.ReplaceByte => [.. utf8[..at], Bytes[With % Bytes.Length], .. utf8[(at + 1)..]],
                _ => Encoding.UTF8.GetBytes(
                    string.Concat(InTokens([.. Token.Matches(Encoding.UTF8.GetString(utf8)).Select(match => match.Value)]))),
            };
        }

        private List<string> InTokens(List<string> tokens)
        {
            // Names count as values too; punctuation and white space don't.
            var values = Enumerable.Range(0, tokens.Count).Where(i => tokens[i].Length > 1 || char.IsLetterOrDigit(tokens[i][0])).ToList();
            switch (Kind)
            {
                case Kind.InsertDebris:
                    tokens.Insert(At % (tokens.Count + 1), Debris[With % Debris.Length]);
                    break;
                case Kind.DeleteToken when tokens.Count > 0:
                    tokens.RemoveAt(At % tokens.Count);
                    break;
                case Kind.ReplaceValue when values.Count > 0:
                    tokens[values[At % values.Count]] = Values[With % Values.Length];
                    break;
                case Kind.SwapValues when values.Count > 0:
                    var (one, other) = (values[At % values.Count], values[With % values.Count]);
                    (tokens[one], tokens[other]) = (tokens[other], tokens[one]);
                    break;
                case Kind.AddMember when tokens.Count > 2:
                    var names = Values.Where(value => value.StartsWith('"')).ToList();
                    tokens.InsertRange(1, [names[At % names.Count], ":", Values[With % Values.Length], ","]);
                    break;
            }

            return tokens;
        }
    }
}
