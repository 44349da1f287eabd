using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Purchases.Core.Json;

/// <summary>
/// Reads buys and events from untrusted bytes: strict about the known members, of which it reports all wrong ones at once, and tolerant of
/// unknown ones. Never throws.
/// </summary>
public static class PurchaseReader
{
    /// <summary>Reads the body of POST /buy.</summary>
    public static bool TryReadBuy(
        ReadOnlySpan<byte> utf8, [NotNullWhen(true)] out BuyRequest? buy, [NotNullWhen(false)] out ReadFault? fault)
    {
        var members = new PurchaseMembers(ofEvent: false);
        buy = null;
        if (!TryReadMembers(utf8, ref members, out fault)) return false;

        buy = new(members.UserId.Value!, members.ItemId.Value!, members.Quantity.Value);
        return true;
    }

    /// <summary>
    /// Reads the value of a record on the topic, from this app, the Python original or another producer. eventType and eventVersion may be
    /// absent, and a timestamp in another form is normalised.
    /// </summary>
    public static bool TryReadEvent(
        ReadOnlySpan<byte> utf8, [NotNullWhen(true)] out PurchaseCreated? purchase, [NotNullWhen(false)] out ReadFault? fault)
    {
        var members = new PurchaseMembers(ofEvent: true);
        purchase = null;
        if (utf8.Length > Limits.EventBytesMax)
        {
            fault = new(
                RejectionCode.TooLarge, $"it has {utf8.Length} bytes, more than the {Limits.EventBytesMax} that an event may have");
            return false;
        }

        if (!TryReadMembers(utf8, ref members, out fault)) return false;

        purchase = new()
        {
            EventId = members.EventId.Value!,
            Timestamp = members.Timestamp.Value,
            UserId = members.UserId.Value!,
            ItemId = members.ItemId.Value!,
            Quantity = members.Quantity.Value,
        };
        return true;
    }

    // The fault contains userId and itemId if they could be read.
    private static bool TryReadMembers(ReadOnlySpan<byte> utf8, ref PurchaseMembers members, [NotNullWhen(false)] out ReadFault? fault)
    {
        if (JsonObjectReader.TryRead(utf8, ref members, out fault)) return true;
        fault = fault with { UserId = members.UserId.Value, ItemId = members.ItemId.Value };
        return false;
    }
}

/// <summary>
/// The members of a purchase in a JSON object. If an event has a member several times, the last one counts, as in System.Text.Json and in
/// the Python original. In a buy all of them must be equal.
/// </summary>
internal ref struct PurchaseMembers(bool ofEvent) : IJsonMembers
{
    // The output binding recognises an envelope by these members. If one is wrong, it publishes the envelope itself.
    private static readonly string[] EnvelopeNames = ["Topic", "Partition", "Offset", "Timestamp", "Value", "Headers"];

    public Member<string> EventId;
    public Member<string> EventType;
    public Member<int> EventVersion;
    public Member<EventTimestamp> Timestamp;
    public Member<string> UserId;
    public Member<string> ItemId;
    public Member<long> Quantity;

    /// <inheritdoc/>
    public void Read(ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = JsonText.Unescaped(ref reader);
            reader.Read();
            if (name.Is(MemberNames.UserId)) Take(ref UserId, MemberReader.ReadText(ref reader, TextRules.NameFault));
            else if (name.Is(MemberNames.ItemId)) Take(ref ItemId, MemberReader.ReadText(ref reader, TextRules.NameFault));
            else if (name.Is(MemberNames.Quantity)) Take(ref Quantity, MemberReader.ReadQuantity(ref reader));
            else if (ofEvent && name.Is(MemberNames.EventId)) Take(ref EventId, MemberReader.ReadText(ref reader, TextRules.EventIdFault));
            else if (ofEvent && name.Is(MemberNames.Timestamp)) Take(ref Timestamp, MemberReader.ReadTimestamp(ref reader));
            else if (ofEvent && name.Is(MemberNames.EventType)) Take(ref EventType, MemberReader.ReadEventType(ref reader));
            else if (ofEvent && name.Is(MemberNames.EventVersion)) Take(ref EventVersion, MemberReader.ReadEventVersion(ref reader));
            else reader.Skip();
        }
    }

    /// <inheritdoc/>
    public readonly ReadFault? Fault(ReadOnlySpan<byte> json)
    {
        List<WrongMember>? wrong = null;
        Check(MemberNames.EventId, EventId, isRequired: ofEvent);
        Check(MemberNames.EventType, EventType);
        Check(MemberNames.EventVersion, EventVersion);
        Check(MemberNames.Timestamp, Timestamp, isRequired: ofEvent);
        Check(MemberNames.UserId, UserId, isRequired: true);
        Check(MemberNames.ItemId, ItemId, isRequired: true);
        Check(MemberNames.Quantity, Quantity, isRequired: true);
        return wrong is null ? null : Fault(wrong, new(json));

        void Check<T>(JsonEncodedText name, Member<T> member, bool isRequired = false)
        {
            if (member.State == MemberState.Wrong || (isRequired && member.State == MemberState.Missing))
                (wrong ??= []).Add(new(name, typeof(T) == typeof(long) ? JsonTokenType.Number : JsonTokenType.String, member.Fault));
        }
    }

    private readonly ReadFault Fault(List<WrongMember> wrong, Hints hints)
    {
        if (ofEvent && hints.HasAll(EnvelopeNames))
        {
            return new(
                RejectionCode.RawEnvelope,
                "it is a raw output binding envelope, which could not be parsed; its Value contains the event");
        }

        var errors = wrong.ToDictionary(
            member => member.Name.Value, member => new[] { member.Fault ?? Missing(member, hints) }, StringComparer.Ordinal);
        var told = errors.Select(error => $"{error.Key} {error.Value[0]}");
        var isNested = hints.Nesting is not null &&
            (UserId.State, ItemId.State, Quantity.State) is (MemberState.Missing, MemberState.Missing, MemberState.Missing);
        if (isNested)
        {
            told = wrong.Where(member => member.Fault is not null).Select(member => $"{member.Name} {member.Fault}").Prepend(
                $"the {(ofEvent ? "event" : "purchase")} is nested in {hints.Nesting}, but its members must be at the top level");
        }

        return new(Code(wrong), string.Join("; ", told), errors)
        {
            Missing = wrong.Where(member => member.Fault is null).Select(member => member.Name.Value).ToHashSet(StringComparer.Ordinal),
        };
    }

    private static string Missing(WrongMember member, Hints hints) =>
        hints.NearMiss(member.Name, member.Kind) is { } found ? $"is missing: it is called {member.Name}, not {found}" : "is missing";

    // An unsupported version or type has priority: members may be missing because of it.
    private readonly RejectionCode Code(List<WrongMember> wrong) =>
        EventVersion.State == MemberState.Wrong ? RejectionCode.UnsupportedVersion
        : EventType.State == MemberState.Wrong ? RejectionCode.UnsupportedType
        : wrong.Exists(member => member.Fault is null) ? RejectionCode.MissingMember
        : RejectionCode.InvalidMember;

    private readonly void Take<T>(ref Member<T> member, Member<T> read) =>
        member = ofEvent || member.State == MemberState.Missing || member == read
            ? read
            : Member<T>.Wrong("occurs twice, with different values");

    /// <param name="Kind">The kind of JSON value that it should have.</param>
    /// <param name="Fault">Null if it is missing.</param>
    private readonly record struct WrongMember(JsonEncodedText Name, JsonTokenType Kind, string? Fault);
}

/// <summary>The names of the event's members in JSON: those of <see cref="PurchaseCreated"/>'s properties, in camel case.</summary>
internal static class MemberNames
{
    public static readonly JsonEncodedText EventId = Of(nameof(PurchaseCreated.EventId));
    public static readonly JsonEncodedText EventType = Of(nameof(PurchaseCreated.EventType));
    public static readonly JsonEncodedText EventVersion = Of(nameof(PurchaseCreated.EventVersion));
    public static readonly JsonEncodedText Timestamp = Of(nameof(PurchaseCreated.Timestamp));
    public static readonly JsonEncodedText UserId = Of(nameof(PurchaseCreated.UserId));
    public static readonly JsonEncodedText ItemId = Of(nameof(PurchaseCreated.ItemId));
    public static readonly JsonEncodedText Quantity = Of(nameof(PurchaseCreated.Quantity));

    /// <summary>Whether these are the bytes of the name.</summary>
    public static bool Is(this ReadOnlySpan<byte> utf8, JsonEncodedText name) => utf8.SequenceEqual(name.EncodedUtf8Bytes);

    private static JsonEncodedText Of(string property) => JsonEncodedText.Encode(JsonNamingPolicy.CamelCase.ConvertName(property));
}
