using Purchases.Core.Json;

namespace Purchases.Core.Recording;

/// <summary>
/// Turns raw events into rejected ones. The reasons for an invalid event come from <see cref="PurchaseReader"/> and the other types in
/// Json/, the differences of a conflict from <see cref="PurchaseCreated"/>.
/// </summary>
internal static class Rejection
{
    public static RejectedEvent OfTombstone(RawEvent raw, EventTimestamp now) =>
        Of(raw, now, RejectionCode.Empty, "it is empty (a tombstone), where a JSON object was expected");

    /// <summary>An invalid event.</summary>
    public static RejectedEvent OfFault(RawEvent raw, EventTimestamp now, ReadFault fault) =>
        Of(raw, now, fault.Code, fault.Detail) with { UserId = fault.UserId, ItemId = fault.ItemId };

    /// <summary>An event whose eventId is recorded with other content.</summary>
    /// <param name="recorded">Null if it can't be read: it was deleted, or it isn't a purchase of this version.</param>
    public static RejectedEvent OfConflict(RawEvent raw, EventTimestamp now, PurchaseCreated incoming, PurchaseCreated? recorded) =>
        OfPurchase(raw, now, incoming, RejectionCode.Conflict, ConflictReason(incoming, recorded));

    /// <inheritdoc cref="OfConflict"/>
    public static string ConflictReason(PurchaseCreated incoming, PurchaseCreated? recorded)
    {
        var differences = recorded is null ? "" : $" ({incoming.DifferencesFrom(recorded)})";
        return $"eventId is already recorded with different content{differences}; the recorded purchase is kept";
    }

    /// <summary>An event that the store rejects permanently.</summary>
    public static RejectedEvent OfRefusal(RawEvent raw, EventTimestamp now, PurchaseCreated incoming) =>
        OfPurchase(raw, now, incoming, RejectionCode.RefusedByStore,
            "the store rejects it by a rule of its own, such as a validator or a unique index");

    private static RejectedEvent OfPurchase(
        RawEvent raw, EventTimestamp now, PurchaseCreated incoming, RejectionCode code, string reason) =>
        Of(raw, now, code, reason) with { UserId = incoming.UserId, ItemId = incoming.ItemId };

    private static RejectedEvent Of(RawEvent raw, EventTimestamp now, RejectionCode code, string reason) =>
        new(raw.Position, code, $"{reason}{Cut("key", raw.Key)}{Cut("value", raw.Value)}", Bounded(raw.Key), Bounded(raw.Value), now)
        {
            ReplayOf = raw.ReplayOf,
        };

    // A store limits a document's size, and an event that couldn't be kept would block its partition permanently.
    private static byte[]? Bounded(byte[]? bytes) => bytes?.Length > Limits.RejectedBytesMax ? bytes[..Limits.RejectedBytesMax] : bytes;

    private static string Cut(string name, byte[]? bytes) => bytes?.Length > Limits.RejectedBytesMax
        ? $"; its {name} has {bytes.Length} bytes, of which the first {Limits.RejectedBytesMax} are kept"
        : "";
}
