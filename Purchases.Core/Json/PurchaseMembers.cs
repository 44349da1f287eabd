using System.Text;
using System.Text.Json;

namespace Purchases.Core.Json;

/// <summary>
/// What a JSON object says of a purchase, member by member: a value or what is wrong with it. The last of several
/// members with one name counts, as it does for System.Text.Json and for the original.
/// </summary>
internal ref struct PurchaseMembers(bool ofEvent) : IJsonMembers
{
    private static readonly byte[] TypeName = Encoding.UTF8.GetBytes(PurchaseCreated.TypeName);
    private static readonly byte[] Version = Encoding.UTF8.GetBytes($"{PurchaseCreated.Version}");

    private static readonly string QuantityRule = $"must be a whole number from 1 to {Limits.QuantityMax}, written in digits alone";

    private EnvelopeMembers _envelope;
    private bool _sawQty;

    public Member<string> EventId = new(default, ofEvent ? ReadFault.Missing : null);
    public Member<bool> EventType = new(default, null);
    public Member<bool> EventVersion = new(default, null);
    public Member<EventTimestamp> Timestamp = new(default, ofEvent ? ReadFault.Missing : null);
    public Member<string> UserId = new(default, ReadFault.Missing);
    public Member<string> ItemId = new(default, ReadFault.Missing);
    public Member<long> Quantity = new(default, ReadFault.Missing);

    /// <inheritdoc/>
    public void Read(ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = JsonText.Unescaped(ref reader);
            if (name.Is(MemberNames.UserId)) UserId = ReadText(ref reader, TextRules.NameFault);
            else if (name.Is(MemberNames.ItemId)) ItemId = ReadText(ref reader, TextRules.NameFault);
            else if (name.Is(MemberNames.Quantity)) Quantity = ReadQuantity(ref reader);
            else if (ofEvent && name.Is(MemberNames.EventId)) EventId = ReadText(ref reader, TextRules.EventIdFault);
            else if (ofEvent && name.Is(MemberNames.Timestamp)) Timestamp = ReadTimestamp(ref reader);
            else if (ofEvent && name.Is(MemberNames.EventType)) EventType = ReadEventType(ref reader);
            else if (ofEvent && name.Is(MemberNames.EventVersion)) EventVersion = ReadEventVersion(ref reader);
            else SkipUnknown(ref reader, name);
        }
    }

    /// <inheritdoc/>
    public readonly ReadFault? Fault()
    {
        if ((EventId.Fault ?? EventType.Fault ?? EventVersion.Fault ?? Timestamp.Fault ??
             UserId.Fault ?? ItemId.Fault ?? Quantity.Fault) is null)
        {
            return null;
        }

        if (ofEvent && _envelope == EnvelopeMembers.All)
        {
            return new(
                RejectionCode.RawEnvelope,
                "it is a raw output binding envelope, which could not be taken apart; its Value holds the event");
        }

        var errors = new Dictionary<string, string[]>(StringComparer.Ordinal);
        Add(MemberNames.EventId, EventId.Fault);
        Add(MemberNames.EventType, EventType.Fault);
        Add(MemberNames.EventVersion, EventVersion.Fault);
        Add(MemberNames.Timestamp, Timestamp.Fault);
        Add(MemberNames.UserId, UserId.Fault);
        Add(MemberNames.ItemId, ItemId.Fault);
        Add(MemberNames.Quantity, _sawQty && ReferenceEquals(Quantity.Fault, ReadFault.Missing) ? $"{ReadFault.Missing}: it is called {MemberNames.Quantity}, not qty" : Quantity.Fault);

        // Of another event or version it says nothing that members are missing.
        var code = EventVersion.Fault is not null ? RejectionCode.UnsupportedVersion
            : EventType.Fault is not null ? RejectionCode.UnsupportedType
            : errors.Values.Any(error => error[0].StartsWith(ReadFault.Missing, StringComparison.Ordinal)) ? RejectionCode.MissingMember
            : RejectionCode.InvalidMember;
        return new(code, string.Join("; ", errors.Select(error => $"{error.Key} {error.Value[0]}")), errors);

        void Add(JsonEncodedText member, string? fault)
        {
            if (fault is not null) errors.Add(member.Value, [fault]);
        }
    }

    private static Member<string> ReadText(ref Utf8JsonReader reader, Func<string, string?> faultOf)
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
            // The bytes are valid UTF-8, so it is an escape that is half a surrogate pair.
            return new(null, "must not contain an unpaired surrogate");
        }
    }

    private static Member<long> ReadQuantity(ref Utf8JsonReader reader)
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

    private static Member<EventTimestamp> ReadTimestamp(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.String)
            return new(default, $"must be a string with an ISO 8601 date and time, but is {SkipValue(ref reader)}");

        return EventTimestamp.TryParse(JsonText.Unescaped(ref reader), out var timestamp)
            ? new(timestamp, null)
            : new(default, "must be an ISO 8601 date and time, such as 2026-01-15T10:34:14Z, but is another string");
    }

    private static Member<bool> ReadEventType(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.String)
        {
            return JsonText.Unescaped(ref reader).SequenceEqual(TypeName)
                ? new(true, null)
                : new(false, $"must be \"{PurchaseCreated.TypeName}\" or absent, but is another string");
        }

        return new(false, $"must be \"{PurchaseCreated.TypeName}\" or absent, but is {SkipValue(ref reader)}");
    }

    private static Member<bool> ReadEventVersion(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.TokenType == JsonTokenType.Number && reader.ValueSpan.SequenceEqual(Version)
            ? new(true, null)
            : new(false, $"must be {PurchaseCreated.Version} or absent, but is {SkipValue(ref reader)}: only that version can be read");
    }

    private void SkipUnknown(ref Utf8JsonReader reader, scoped ReadOnlySpan<byte> name)
    {
        if (name.SequenceEqual("qty"u8)) _sawQty = true;
        else if (ofEvent) _envelope |= EnvelopeMember(name);
        reader.Skip();
    }

    // The six members by which an output binding knows its envelope; it publishes the envelope itself when one of them is off.
    private static EnvelopeMembers EnvelopeMember(ReadOnlySpan<byte> name)
    {
        if (name.SequenceEqual("Topic"u8)) return EnvelopeMembers.Topic;
        if (name.SequenceEqual("Partition"u8)) return EnvelopeMembers.Partition;
        if (name.SequenceEqual("Offset"u8)) return EnvelopeMembers.Offset;
        if (name.SequenceEqual("Timestamp"u8)) return EnvelopeMembers.Timestamp;
        if (name.SequenceEqual("Value"u8)) return EnvelopeMembers.Value;
        return name.SequenceEqual("Headers"u8) ? EnvelopeMembers.Headers : EnvelopeMembers.None;
    }

    private static string SkipValue(ref Utf8JsonReader reader)
    {
        var kind = JsonKind.Of(ref reader);
        reader.Skip();
        return kind;
    }

    [Flags]
    private enum EnvelopeMembers
    {
        None = 0,
        Topic = 1,
        Partition = 2,
        Offset = 4,
        Timestamp = 8,
        Value = 16,
        Headers = 32,
        All = 63,
    }
}

/// <summary>A member's value, or the phrase that says what is wrong with it.</summary>
internal readonly record struct Member<T>(T? Value, string? Fault);
