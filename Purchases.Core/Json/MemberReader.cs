using System.Text;
using System.Text.Json;

namespace Purchases.Core.Json;

/// <summary>A member's value, or the phrase that says what is wrong with it.</summary>
internal readonly record struct Member<T>(T? Value, string? Fault);

/// <summary>Reads the value of one member, at whose name the reader stands.</summary>
internal static class MemberReader
{
    private static readonly byte[] TypeName = Encoding.UTF8.GetBytes(PurchaseCreated.TypeName);
    private static readonly byte[] Version = Encoding.UTF8.GetBytes($"{PurchaseCreated.Version}");

    private static readonly string QuantityRule = $"must be a whole number from 1 to {Limits.QuantityMax}, written in digits alone";

    public static Member<string> ReadText(ref Utf8JsonReader reader, Func<string, string?> faultOf)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.String) return new(null, $"must be a string, but is {SkipValue(ref reader)}");
        if (!reader.ValueIsEscaped && TextRules.IsPlain(reader.ValueSpan)) return new(Encoding.Latin1.GetString(reader.ValueSpan), null);

        try
        {
            var text = reader.GetString()!;
            return faultOf(text) is { } fault ? new(null, fault) : new(text, null);
        }
        catch (InvalidOperationException)
        {
            // The bytes are valid UTF-8, so an escape is an unpaired surrogate.
            return new(null, "must not contain an unpaired surrogate");
        }
    }

    public static Member<long> ReadQuantity(ref Utf8JsonReader reader)
    {
        reader.Read();

        // 2.0 and 1e2 are whole in mathematics, yet no integer as written: readers disagree on them, so they are refused.
        if (reader.TokenType == JsonTokenType.Number && !reader.ValueSpan.ContainsAnyExceptInRange((byte)'0', (byte)'9') &&
            reader.TryGetInt64(out var quantity) && quantity is >= 1 and <= Limits.QuantityMax)
        {
            return new(quantity, null);
        }

        return new(0, $"{QuantityRule}, but is {SkipValue(ref reader)}");
    }

    public static Member<EventTimestamp> ReadTimestamp(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.String)
            return new(default, $"must be a string with an ISO 8601 date and time, but is {SkipValue(ref reader)}");

        return EventTimestamp.TryParse(JsonText.Unescaped(ref reader), out var timestamp)
            ? new(timestamp, null)
            : new(default, "must be an ISO 8601 date and time, such as 2026-01-15T10:34:14Z, but is another string");
    }

    /// <returns>What is wrong with it; null for <see cref="PurchaseCreated.TypeName"/>, the only one that is taken.</returns>
    public static string? ReadEventType(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.String)
            return $"must be \"{PurchaseCreated.TypeName}\" or absent, but is {SkipValue(ref reader)}";

        return JsonText.Unescaped(ref reader).SequenceEqual(TypeName)
            ? null
            : $"must be \"{PurchaseCreated.TypeName}\" or absent, but is another string";
    }

    /// <returns>What is wrong with it; null for <see cref="PurchaseCreated.Version"/>, the only one that is taken.</returns>
    public static string? ReadEventVersion(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.TokenType == JsonTokenType.Number && reader.ValueSpan.SequenceEqual(Version)
            ? null
            : $"must be {PurchaseCreated.Version} or absent, but is {SkipValue(ref reader)}: only that version can be read";
    }

    private static string SkipValue(ref Utf8JsonReader reader)
    {
        var kind = JsonKind.Of(ref reader);
        reader.Skip();
        return kind;
    }
}
