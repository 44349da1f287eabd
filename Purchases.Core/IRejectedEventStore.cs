namespace Purchases.Core;

/// <summary>
/// Stores rejected events. The store contract tests check each implementation. Every member throws <see cref="UnavailableException"/> when
/// the store can't be used now but may be later; any other exception except cancellation is a bug. All members may be called concurrently,
/// by several processes.
/// </summary>
public interface IRejectedEventStore
{
    /// <summary>
    /// Keeps rejected events durably. An event that is kept already doesn't change. A successor replaces its original: the original is
    /// marked as replayed, and the successor is open instead. If the original is closed already, the successor is kept as dismissed. So
    /// replaying never increases the number of open events.
    /// </summary>
    Task KeepAsync(IReadOnlyList<RejectedEvent> rejected, CancellationToken cancellationToken);

    /// <summary>The events in this state, newest first: by when they were rejected, then by the position's text, both descending.</summary>
    /// <param name="after">Starts after this place; null starts at the newest.</param>
    /// <param name="limit">The maximum number.</param>
    Task<IReadOnlyList<RejectedSummary>> ListAsync(RejectedState state, PageCursor? after, int limit, CancellationToken cancellationToken);

    /// <summary>The rejected event from this position, in any state; null when none was rejected there.</summary>
    Task<RejectedEvent?> FindAsync(EventPosition position, CancellationToken cancellationToken);

    /// <summary>
    /// Claims an open event for a replay. Of concurrent calls one succeeds, and no other does until the claim is released or
    /// <see cref="Limits.ReplayTime"/> has passed.
    /// </summary>
    Task<bool> TryClaimAsync(EventPosition position, EventTimestamp now, CancellationToken cancellationToken);

    /// <summary>Releases the claim that was made at this time, and no other.</summary>
    Task ReleaseAsync(EventPosition position, EventTimestamp claimedAt, CancellationToken cancellationToken);

    /// <summary>
    /// Marks open events as replayed, each by its successor. They stay readable. A closed event keeps its first successor; positions where
    /// none was rejected are skipped.
    /// </summary>
    Task MarkReplayedAsync(IReadOnlyList<Replayed> replayed, CancellationToken cancellationToken);

    /// <summary>Dismisses an open event, unless it is claimed for a replay.</summary>
    /// <returns>Whether this call dismissed it.</returns>
    Task<bool> TryDismissAsync(EventPosition position, Dismissal dismissal, CancellationToken cancellationToken);
}

/// <summary>A rejected event, and the record that replaces it.</summary>
public readonly record struct Replayed(EventPosition Original, EventPosition Successor);
