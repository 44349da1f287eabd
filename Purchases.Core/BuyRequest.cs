namespace Purchases.Core;

/// <summary>What a client asks for, checked: every member holds what <see cref="PurchaseCreated"/> promises.</summary>
public sealed record BuyRequest(string UserId, string ItemId, long Quantity)
{
    /// <summary>Accepts the purchase now. With a key the eventId follows from user and key, so a repeated call gets the same one.</summary>
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

    // Version 7 begins with the time, so new ids land side by side in the store's index. It can't hold a time before 1970, which a clock
    // that is set wrong may show.
    private static Guid NewId(DateTimeOffset now) => Guid.CreateVersion7(now < DateTimeOffset.UnixEpoch ? DateTimeOffset.UnixEpoch : now);
}
