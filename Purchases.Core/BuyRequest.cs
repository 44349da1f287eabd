namespace Purchases.Core;

/// <summary>A validated request to buy: every member meets the rules of <see cref="PurchaseCreated"/>.</summary>
public sealed record BuyRequest(string UserId, string ItemId, long Quantity)
{
    /// <summary>Accepts the purchase now. With a key, the eventId is derived from user and key: repeated calls get the same one.</summary>
    public PurchaseCreated Accept(IdempotencyKey? key, TimeProvider time)
    {
        var now = time.GetUtcNow();
        return new()
        {
            EventId = (key?.EventIdFor(UserId) ?? NewId(now)).ToString("D"),
            Timestamp = EventTimestamp.From(now),
            UserId = UserId,
            ItemId = ItemId,
            Quantity = Quantity,
        };
    }

    // Version 7 (RFC 9562) begins with the time, so new ids are adjacent in the store's index. It can't contain a time before 1970, which a
    // clock may show that isn't set.
    private static Guid NewId(DateTimeOffset now) => Guid.CreateVersion7(now < DateTimeOffset.UnixEpoch ? DateTimeOffset.UnixEpoch : now);
}
