using System.Text;
using System.Text.Json;

namespace Purchases.Core.Json;

/// <summary>The result of reading a member.</summary>
internal enum MemberState
{
    Missing,
    Valid,
    Wrong,
}

/// <param name="Value">Of a valid member.</param>
/// <param name="Fault">Of a wrong member: a phrase that follows the member's name.</param>
internal readonly record struct Member<T>(MemberState State, T? Value, string? Fault)
{
    public static Member<T> Valid(T value) => new(MemberState.Valid, value, null);

    public static Member<T> Wrong(string fault) => new(MemberState.Wrong, default, fault);
}

/// <summary>Reads the value of one member, at which the reader is positioned.</summary>
internal static class MemberReader
{
    private const int NumberCharsMax = 40;

    private static readonly byte[] TypeName = Encoding.UTF8.GetBytes(PurchaseCreated.TypeName);
    private static readonly byte[] Version = Encoding.UTF8.GetBytes($"{PurchaseCreated.Version}");

    private static readonly string QuantityRule = $"must be a whole number from 1 to {Limits.QuantityMax}, written in digits alone";

    /// <param name="faultOf">The member's rule: what is wrong with a text; null if nothing is.</param>
    public static Member<string> ReadText(ref Utf8JsonReader reader, Func<string, string?> faultOf)
    {
        if (reader.TokenType != JsonTokenType.String)
            return Member<string>.Wrong($"must be a string, but is {JsonText.Skip(ref reader)}");

        try
        {
            var text = reader.GetString()!;
            return faultOf(text) is { } fault ? Member<string>.Wrong(fault) : Member<string>.Valid(text);
        }
        catch (InvalidOperationException)
        {
            // The bytes are valid UTF-8, so the unpaired surrogate is an escape.
            return Member<string>.Wrong("must not contain an unpaired surrogate");
        }
    }

    public static Member<long> ReadQuantity(ref Utf8JsonReader reader)
    {
        // 2.0 and 1e2 are whole numbers, but JSON readers disagree on whether they are integers, so they are rejected.
        return reader.TokenType == JsonTokenType.Number && !reader.ValueSpan.ContainsAnyExceptInRange((byte)'0', (byte)'9') &&
            reader.TryGetInt64(out var quantity) && quantity is >= 1 and <= Limits.QuantityMax
            ? Member<long>.Valid(quantity)
            : Member<long>.Wrong($"{QuantityRule}, but is {SkipShown(ref reader)}");
    }

    public static Member<EventTimestamp> ReadTimestamp(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String)
            return Member<EventTimestamp>.Wrong($"must be a string with an ISO 8601 date and time, but is {JsonText.Skip(ref reader)}");

        return EventTimestamp.TryParse(JsonText.Unescaped(ref reader), out var timestamp)
            ? Member<EventTimestamp>.Valid(timestamp)
            : Member<EventTimestamp>.Wrong("must be an ISO 8601 date and time, such as 2026-01-15T10:34:14Z, but is another string");
    }

    /// <summary>Only <see cref="PurchaseCreated.TypeName"/> is valid.</summary>
    public static Member<string> ReadEventType(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.String && JsonText.Unescaped(ref reader).SequenceEqual(TypeName)
            ? Member<string>.Valid(PurchaseCreated.TypeName)
            : Member<string>.Wrong($"must be \"{PurchaseCreated.TypeName}\" or absent, but is {Other(ref reader)}");

    /// <summary>Only <see cref="PurchaseCreated.Version"/> is valid.</summary>
    public static Member<int> ReadEventVersion(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.Number && reader.ValueSpan.SequenceEqual(Version)
            ? Member<int>.Valid(PurchaseCreated.Version)
            : Member<int>.Wrong(
                $"must be {PurchaseCreated.Version} or absent, but is {SkipShown(ref reader)}: only that version can be read");

    private static string Other(ref Utf8JsonReader reader) =>
        JsonText.Skip(ref reader) is var kind && kind == "a string" ? "another string" : kind;

    // Shows a number in members that contain no userId. It is ASCII by JSON's grammar, and of any length.
    private static string SkipShown(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.Number) return JsonText.Skip(ref reader);
        var number = reader.ValueSpan;
        return number.Length <= NumberCharsMax
            ? $"the number {Encoding.ASCII.GetString(number)}"
            : $"the number {Encoding.ASCII.GetString(number[..NumberCharsMax])}…";
    }
}
