namespace Purchases.Core;

/// <summary>
/// Where purchases are kept. Every implementation holds these promises, which the store contract tests check.
/// Every member throws <see cref="UnavailableException"/> when the store can't do it now but may later;
/// any other exception but cancellation is a bug. All members may be called concurrently.
/// </summary>
public interface IPurchaseStore
{
    /// <summary>
    /// Stores each purchase unless its eventId is already there, in which case the stored one stays as it is.
    /// When this returns, all of them are durable; when it throws, some may be stored. Calling it again is harmless.
    /// </summary>
    /// <param name="purchases">In topic order. The same eventId may come twice: the first one wins.</param>
    /// <returns>One outcome per purchase, in the same order.</returns>
    Task<IReadOnlyList<WriteOutcome>> WriteAsync(IReadOnlyList<PurchaseCreated> purchases, CancellationToken cancellationToken);

    /// <summary>The purchase with this eventId, or null when none is recorded (yet).</summary>
    Task<PurchaseCreated?> FindAsync(string eventId, CancellationToken cancellationToken);

    /// <summary>
    /// Those of these eventIds that are recorded, in no order. An eventId may come twice where the store can't keep it unique: in a
    /// collection that is sharded by another key.
    /// </summary>
    Task<IReadOnlyList<PurchaseCreated>> FindAllAsync(IReadOnlyCollection<string> eventIds, CancellationToken cancellationToken);

    /// <summary>
    /// A user's purchases, newest first: by timestamp, then eventId (by code points), both descending. They are read as the caller asks for
    /// them: without a limit at most <see cref="Limits.ListPortion"/> are in memory at once. The caller may be as slow as it likes.
    /// </summary>
    /// <param name="userId">Compared exactly.</param>
    /// <param name="after">Starts behind this place; null starts at the newest.</param>
    /// <param name="limit">At most so many; null for all.</param>
    IAsyncEnumerable<PurchaseCreated> ListAsync(string userId, PageCursor? after, int? limit, CancellationToken cancellationToken);
}

/// <summary>What became of one purchase of a batch.</summary>
public enum WriteOutcome
{
    /// <summary>New, and stored now.</summary>
    Recorded,

    /// <summary>Stored before with the same content (<see cref="PurchaseCreated.SameContentAs"/>).</summary>
    AlreadyRecorded,

    /// <summary>Another purchase is stored under this eventId. It stays.</summary>
    Conflict,

    /// <summary>The store will never take this purchase, by a rule of its own; the others of the batch are not held up.</summary>
    Refused,
}
