namespace Purchases.Tests.Store;

/// <summary>Each test works with users, ids and topics of its own, so that all of them may share one database.</summary>
public abstract class StoreContract
{
    protected static readonly EventTimestamp Noon = At(0);

    private readonly string _run = Guid.NewGuid().ToString("N");

    protected static EventTimestamp At(int seconds) => EventTimestamp.FromUnixMicroseconds(1_768_473_254_300_477 + (seconds * 1_000_000L));

    /// <summary>This text, but no other test's.</summary>
    protected string Unique(string text) => $"{_run}:{text}";

    protected PurchaseCreated Purchase(string name) =>
        new() { EventId = Unique(name), Timestamp = Noon, UserId = Unique("u"), ItemId = "i99", Quantity = 2 };
}
