using System.Text.Json;

namespace Purchases.Core.Json;

/// <summary>
/// What a JSON object says of a purchase, member by member: a value or what is wrong with it. Of several members with one name an event's
/// last one counts, as it does for System.Text.Json and for the original; in a buy they must all say the same.
/// </summary>
internal ref struct PurchaseMembers(bool ofEvent) : IJsonMembers
{
    // The members by which the output binding recognises an envelope. When one is wrong, the binding publishes the envelope itself.
    private static readonly string[] EnvelopeNames = ["Topic", "Partition", "Offset", "Timestamp", "Value", "Headers"];

    public Member<string> EventId = new(default, ofEvent ? ReadFault.Missing : null);
    public string? EventTypeFault;
    public string? EventVersionFault;
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
            if (name.Is(MemberNames.UserId)) Take(ref UserId, MemberReader.ReadText(ref reader, TextRules.NameFault));
            else if (name.Is(MemberNames.ItemId)) Take(ref ItemId, MemberReader.ReadText(ref reader, TextRules.NameFault));
            else if (name.Is(MemberNames.Quantity)) Take(ref Quantity, MemberReader.ReadQuantity(ref reader));
            else if (ofEvent && name.Is(MemberNames.EventId)) EventId = MemberReader.ReadText(ref reader, TextRules.EventIdFault);
            else if (ofEvent && name.Is(MemberNames.Timestamp)) Timestamp = MemberReader.ReadTimestamp(ref reader);
            else if (ofEvent && name.Is(MemberNames.EventType)) EventTypeFault = MemberReader.ReadEventType(ref reader);
            else if (ofEvent && name.Is(MemberNames.EventVersion)) EventVersionFault = MemberReader.ReadEventVersion(ref reader);
            else reader.Skip();
        }
    }

    /// <inheritdoc/>
    public readonly ReadFault? Fault(ReadOnlySpan<byte> json)
    {
        if ((EventId.Fault ?? EventTypeFault ?? EventVersionFault ?? Timestamp.Fault ??
             UserId.Fault ?? ItemId.Fault ?? Quantity.Fault) is null)
        {
            return null;
        }

        var names = NearMiss.NamesIn(json);
        if (ofEvent && EnvelopeNames.All(name => names.Contains(name, StringComparer.Ordinal)))
        {
            return new(
                RejectionCode.RawEnvelope,
                "it is a raw output binding envelope, which could not be taken apart; its Value holds the event");
        }

        var errors = new Dictionary<string, string[]>(StringComparer.Ordinal);
        Add(MemberNames.EventId, EventId.Fault);
        Add(MemberNames.EventType, EventTypeFault);
        Add(MemberNames.EventVersion, EventVersionFault);
        Add(MemberNames.Timestamp, Timestamp.Fault);
        Add(MemberNames.UserId, UserId.Fault);
        Add(MemberNames.ItemId, ItemId.Fault);
        Add(MemberNames.Quantity, Quantity.Fault);
        return new(Code(errors), string.Join("; ", errors.Select(error => $"{error.Key} {error.Value[0]}")), errors);

        void Add(JsonEncodedText member, string? fault)
        {
            if (ReferenceEquals(fault, ReadFault.Missing) && NearMiss.Of(member, names) is { } found)
                errors.Add(member.Value, [$"{fault}: it is called {member}, not {found}"]);
            else if (fault is not null)
                errors.Add(member.Value, [fault]);
        }
    }

    // An unsupported version or type comes first: members may be missing because of it.
    private readonly RejectionCode Code(Dictionary<string, string[]> errors) =>
        EventVersionFault is not null ? RejectionCode.UnsupportedVersion
        : EventTypeFault is not null ? RejectionCode.UnsupportedType
        : errors.Values.Any(error => error[0].StartsWith(ReadFault.Missing, StringComparison.Ordinal)) ? RejectionCode.MissingMember
        : RejectionCode.InvalidMember;

    private readonly void Take<T>(ref Member<T> member, Member<T> read)
    {
        var isFirst = ReferenceEquals(member.Fault, ReadFault.Missing);
        member = ofEvent || isFirst || member == read ? read : new(default, "comes twice, with different values");
    }
}
