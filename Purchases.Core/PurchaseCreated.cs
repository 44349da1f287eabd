namespace Purchases.Core;

/// <summary>
/// The event that a purchase was made, version 1. This is the only definition of its type, its version and its members: in JSON they have
/// the properties' names, in camel case, in this order. It is also the purchase as stored and listed: what is recorded is the event itself.
/// </summary>
public sealed record PurchaseCreated
{
    public const string TypeName = "PurchaseCreated";

    public const int Version = 1;

    /// <summary>Identity: recording is idempotent by it. 1–200 characters; Buy writes a UUID.</summary>
    public required string EventId { get; init; }

    /// <summary>Always <see cref="TypeName"/>.</summary>
    public string EventType { get; } = TypeName;

    /// <summary>Always <see cref="Version"/>: an event of another version is rejected.</summary>
    public int EventVersion { get; } = Version;

    /// <summary>When the purchase was accepted, UTC, in microseconds.</summary>
    public required EventTimestamp Timestamp { get; init; }

    /// <summary>1–200 characters, not blank, no control characters. Also the event's key on the topic.</summary>
    public required string UserId { get; init; }

    /// <summary>1–200 characters, not blank, no control characters.</summary>
    public required string ItemId { get; init; }

    /// <summary>1…<see cref="Limits.QuantityMax"/>.</summary>
    public required long Quantity { get; init; }

    /// <summary>
    /// Whether this is the same purchase. The timestamp doesn't count: a repeated call with an Idempotency-Key has the same eventId and a
    /// later time.
    /// </summary>
    public bool SameContentAs(PurchaseCreated other) =>
        UserId == other.UserId && ItemId == other.ItemId && Quantity == other.Quantity;

    /// <summary>What differs from the recorded purchase, in words. They are logged, so they quote numbers but no texts.</summary>
    internal string DifferencesFrom(PurchaseCreated recorded)
    {
        var differences = new List<string>();
        if (UserId != recorded.UserId) differences.Add("another userId");
        if (ItemId != recorded.ItemId) differences.Add("another itemId");
        if (Quantity != recorded.Quantity) differences.Add($"quantity {Quantity}, recorded {recorded.Quantity}");
        return string.Join("; ", differences);
    }
}
