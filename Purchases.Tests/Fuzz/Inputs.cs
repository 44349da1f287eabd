using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Purchases.Tests.Fuzz;

/// <summary>Random inputs: bytes and text that mean nothing, and values that hold what the domain promises.</summary>
internal static class Inputs
{
    private static readonly string[] Edges =
    [
        "\"", "\\", "/", "'", "<", "&", "+", "%", "{", "}", "\u00A0", "\u2028", "\u2029", "\u202E", "\u0301", "\uD7FF", "\uE000", "\uFEFF",
        "\uFFFD", "\uFFFE", "\uFFFF", "\U00010000", "\U0001FFFF", "\U0010FFFF", "📦", "客",
    ];

    public static Arbitrary<byte[]> Bytes { get; } = Arb.From(Gen.Choose(0, 255).Select(value => (byte)value).ArrayOf(), ShorterArrays);

    /// <summary>userId or itemId: 1–200 code points of all Unicode, the bounds more often than chance would have it.</summary>
    public static Gen<string> Name { get; } = TextOf(Gen.Frequency(
            (3, Gen.Choose(0x20, 0x7E).Select(value => $"{(char)value}")),
            (2, Gen.Elements(Edges)),
            (2, Gen.Choose(0xA0, 0x10FFFF).Select(value => Rune.IsValid(value) ? $"{new Rune(value)}" : "x"))))
        .Where(name => TextRules.NameFault(name) is null);

    /// <summary>As <see cref="Name"/>, with control characters but for U+0000.</summary>
    public static Gen<string> EventId { get; } = Gen.Frequency(
            (3, Name),
            (1, TextOf(Gen.Choose(1, 0x10FFFF).Select(value => Rune.IsValid(value) ? $"{new Rune(value)}" : "\u0001"))))
        .Where(id => TextRules.EventIdFault(id) is null);

    public static Gen<long> Quantity { get; } = Gen.Frequency(
        (1, Gen.Elements(1L, int.MaxValue, int.MaxValue + 1L, Limits.QuantityMax)),
        (1, Gen.Choose(1, 1000).Select(value => (long)value)),
        (1, Long.Select(value => 1 + (long)((ulong)value % Limits.QuantityMax))));

    /// <summary>Any moment of the years 0001–9999.</summary>
    public static Gen<EventTimestamp> Moment { get; } = Long.Select(value =>
        EventTimestamp.From(DateTimeOffset.MinValue.AddTicks((long)((ulong)value % (ulong)(DateTimeOffset.MaxValue.Ticks + 1)))));

    public static Gen<IdempotencyKey?> Key { get; } = Gen.Choose('!', '~').Select(value => (char)value).ArrayOf()
        .Select(units => IdempotencyKey.TryParse(new(units), out var key) ? key : null);

    private static Gen<long> Long =>
        Gen.Choose(int.MinValue, int.MaxValue).Two().Select(halves => ((long)halves.Item1 << 32) | (uint)halves.Item2);

    private static Gen<string> TextOf(Gen<string> character) =>
        Gen.Frequency((6, Gen.Choose(1, 20)), (1, Gen.Choose(1, Limits.TextCharsMax)), (1, Gen.Constant(Limits.TextCharsMax)))
            .SelectMany(length => character.ArrayOf(length))
            .Select(string.Concat);

    private static IEnumerable<T[]> ShorterArrays<T>(T[] array)
    {
        if (array.Length > 1)
        {
            yield return array[..(array.Length / 2)];
            yield return array[(array.Length / 2)..];
        }

        for (var i = 0; i < array.Length; i++) yield return [.. array[..i], .. array[(i + 1)..]];
    }
}
