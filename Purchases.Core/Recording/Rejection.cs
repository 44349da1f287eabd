using Purchases.Core.Json;

namespace Purchases.Core.Recording;

/// <summary>
/// Makes a rejected event of a raw one. What is wrong with one that can't be read is worded by <see cref="PurchaseReader"/> and the types
/// that it reads with, in Json/; what a conflict differs in, by <see cref="PurchaseCreated"/>.
/// </summary>
internal static class Rejection
{
    public static RejectedEvent OfTombstone(RawEvent raw, EventTimestamp now) =>
        Of(raw, now, RejectionCode.Empty, "it is empty (a tombstone), where a JSON object was expected");

    /// <summary>One that can't be read.</summary>
    public static RejectedEvent OfFault(RawEvent raw, EventTimestamp now, ReadFault fault) =>
        Of(raw, now, fault.Code, fault.Detail) with { UserId = fault.UserId, ItemId = fault.ItemId };

    /// <summary>One whose eventId is taken.</summary>
    /// <param name="recorded">Null when it can't be told: it is gone, or it is no purchase of this version.</param>
    public static RejectedEvent OfConflict(RawEvent raw, EventTimestamp now, PurchaseCreated incoming, PurchaseCreated? recorded) =>
        OfPurchase(raw, now, incoming, RejectionCode.Conflict, ConflictReason(incoming, recorded));

    /// <inheritdoc cref="OfConflict"/>
    public static string ConflictReason(PurchaseCreated incoming, PurchaseCreated? recorded)
    {
        var differences = recorded is null ? "" : $" ({incoming.DifferencesFrom(recorded)})";
        return $"eventId is already recorded with other content{differences}; the first one stays";
    }

    /// <summary>One that the store will never take.</summary>
    public static RejectedEvent OfRefusal(RawEvent raw, EventTimestamp now, PurchaseCreated incoming) =>
        OfPurchase(raw, now, incoming, RejectionCode.RefusedByStore,
            "the store refuses it by its own rule (a validator or a unique index, say)");

    private static RejectedEvent OfPurchase(
        RawEvent raw, EventTimestamp now, PurchaseCreated incoming, RejectionCode code, string reason) =>
        Of(raw, now, code, reason) with { UserId = incoming.UserId, ItemId = incoming.ItemId };

    private static RejectedEvent Of(RawEvent raw, EventTimestamp now, RejectionCode code, string reason) =>
        new(raw.Position, code, $"{reason}{Cut("key", raw.Key)}{Cut("value", raw.Value)}", Bounded(raw.Key), Bounded(raw.Value), now)
        {
            ReplayOf = raw.ReplayOf,
        };

    // A store bounds a document's size, and an event that couldn't be kept would block its partition for ever.
    private static byte[]? Bounded(byte[]? bytes) => bytes?.Length > Limits.RejectedBytesMax ? bytes[..Limits.RejectedBytesMax] : bytes;

    private static string Cut(string name, byte[]? bytes) => bytes?.Length > Limits.RejectedBytesMax
        ? $"; of its {name} of {bytes.Length} bytes the first {Limits.RejectedBytesMax} are kept"
        : "";
}
