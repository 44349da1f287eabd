namespace Purchases.Core;

/// <summary>
/// Stores purchases. The store contract tests check each implementation. Every member throws <see cref="UnavailableException"/> when the
/// store can't be used now but may be later; any other exception except cancellation is a bug. All members may be called concurrently.
/// </summary>
public interface IPurchaseStore
{
    /// <summary>
    /// Stores each purchase unless its eventId is stored already: a stored purchase never changes. When this returns, all of them are
    /// durable. When it throws, some may be stored, and calling it again is harmless.
    /// </summary>
    /// <param name="purchases">In topic order. The same eventId may occur twice: the first one wins.</param>
    /// <returns>One outcome per purchase, in the same order.</returns>
    Task<IReadOnlyList<WriteOutcome>> WriteAsync(IReadOnlyList<PurchaseCreated> purchases, CancellationToken cancellationToken);

    /// <summary>The purchase with this eventId; null when none is recorded (yet).</summary>
    Task<PurchaseCreated?> FindAsync(string eventId, CancellationToken cancellationToken);

    /// <summary>
    /// The recorded purchases with these eventIds, in no order. An eventId may occur twice where the store can't keep it unique: in a
    /// collection that is sharded by another key.
    /// </summary>
    Task<IReadOnlyList<PurchaseCreated>> FindAllAsync(IReadOnlyCollection<string> eventIds, CancellationToken cancellationToken);

    /// <summary>
    /// A user's purchases, newest first: by timestamp, then eventId (by code points), both descending. They are read on demand:
    /// without a limit, at most <see cref="Limits.ListPortion"/> are in memory at once, however slow the caller is.
    /// </summary>
    /// <param name="userId">Compared exactly.</param>
    /// <param name="after">Starts after this place; null starts at the newest.</param>
    /// <param name="limit">The maximum number; null for all.</param>
    IAsyncEnumerable<PurchaseCreated> ListAsync(string userId, PageCursor? after, int? limit, CancellationToken cancellationToken);
}

public static class PurchaseStoreExtensions
{
    /// <summary>What is recorded with the eventIds of these purchases, by eventId. Without purchases the store isn't asked.</summary>
    public static async Task<ILookup<string, PurchaseCreated>> FindRecordedAsync(
        this IPurchaseStore store, IEnumerable<PurchaseCreated> purchases, CancellationToken cancellationToken)
    {
        var eventIds = purchases.Select(purchase => purchase.EventId).ToHashSet(StringComparer.Ordinal);
        var recorded = eventIds.Count == 0 ? [] : await store.FindAllAsync(eventIds, cancellationToken);
        return recorded.ToLookup(purchase => purchase.EventId, StringComparer.Ordinal);
    }
}

/// <summary>The outcome for one purchase of a batch.</summary>
public enum WriteOutcome
{
    /// <summary>New, and now stored.</summary>
    Recorded,

    /// <summary>Stored already with the same content (<see cref="PurchaseCreated.SameContentAs"/>).</summary>
    AlreadyRecorded,

    /// <summary>Another purchase is stored with this eventId. It is kept.</summary>
    Conflict,

    /// <summary>The store rejects this purchase permanently, by a rule of its own. The other purchases of the batch are stored.</summary>
    Refused,
}
