using Purchases.Core.Json;

namespace Purchases.Core.Recording;

/// <summary>Makes a rejected event of a raw one: the one place where its code and its reason are put together.</summary>
internal static class Rejection
{
    public static RejectedEvent OfTombstone(RawEvent raw, EventTimestamp now) =>
        Of(raw, now, RejectionCode.Empty, "it is empty (a tombstone), where a JSON object was expected");

    /// <summary>One that can't be read.</summary>
    public static RejectedEvent OfFault(RawEvent raw, EventTimestamp now, ReadFault fault) =>
        Of(raw, now, fault.Code, fault.Detail) with { UserId = fault.UserId, ItemId = fault.ItemId };

    /// <summary>One whose eventId is taken.</summary>
    /// <param name="recorded">Null when it can't be told: it is gone, or it is no purchase of this version.</param>
    public static RejectedEvent OfConflict(RawEvent raw, EventTimestamp now, PurchaseCreated told, PurchaseCreated? recorded) =>
        OfPurchase(raw, now, told, RejectionCode.Conflict, Conflict.Reason(told, recorded));

    /// <summary>One that the store will never take.</summary>
    public static RejectedEvent OfRefusal(RawEvent raw, EventTimestamp now, PurchaseCreated told) =>
        OfPurchase(raw, now, told, RejectionCode.RefusedByStore, "the store will not take it, by a rule of its own");

    private static RejectedEvent OfPurchase(RawEvent raw, EventTimestamp now, PurchaseCreated told, RejectionCode code, string reason) =>
        Of(raw, now, code, reason) with { UserId = told.UserId, ItemId = told.ItemId };

    private static RejectedEvent Of(RawEvent raw, EventTimestamp now, RejectionCode code, string reason) =>
        new(raw.Position, code, $"{reason}{Cut("key", raw.Key)}{Cut("value", raw.Value)}", Bounded(raw.Key), Bounded(raw.Value), now)
        {
            ReplayOf = raw.ReplayOf,
        };

    // A store's document has a largest size, and one event must never be what can't be kept.
    private static byte[]? Bounded(byte[]? bytes) => bytes?.Length > Limits.RejectedBytesMax ? bytes[..Limits.RejectedBytesMax] : bytes;

    private static string Cut(string name, byte[]? bytes) => bytes?.Length > Limits.RejectedBytesMax
        ? $"; of its {name} of {bytes.Length} bytes the first {Limits.RejectedBytesMax} are kept"
        : "";
}
