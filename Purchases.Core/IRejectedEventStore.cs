namespace Purchases.Core;

/// <summary>
/// Where rejected events are kept, beside the purchases. Every implementation holds these promises, which its contract tests check.
/// Every member throws <see cref="UnavailableException"/> when the store can't do it now but may later;
/// any other exception but cancellation is a bug. All members may be called concurrently, by several processes.
/// </summary>
public interface IRejectedEventStore
{
    /// <summary>
    /// Keeps rejected events durably. One that is already kept stays as it was first kept. A successor takes its original's place: the
    /// original is marked as replayed, and the successor waits instead. If the original has been dealt with already, the successor is kept
    /// as dismissed. So replaying never makes more of them wait.
    /// </summary>
    Task KeepAsync(IReadOnlyList<RejectedEvent> rejected, CancellationToken cancellationToken);

    /// <summary>Those in this state, newest first: by when they were rejected, then position text, both descending.</summary>
    /// <param name="after">Starts behind this place; null starts at the newest.</param>
    /// <param name="limit">At most so many.</param>
    Task<IReadOnlyList<RejectedSummary>> ListAsync(RejectedState state, PageCursor? after, int limit, CancellationToken cancellationToken);

    /// <summary>The rejected event from this position, in whichever state; null when none was rejected there.</summary>
    Task<RejectedEvent?> FindAsync(EventPosition position, CancellationToken cancellationToken);

    /// <summary>
    /// Claims a waiting event for a replay. Of concurrent calls one succeeds; no other does until the claim is released or
    /// <see cref="Limits.ReplayTime"/> has passed.
    /// </summary>
    Task<bool> TryClaimAsync(EventPosition position, EventTimestamp now, CancellationToken cancellationToken);

    /// <summary>Releases the claim that was taken at this time; another one stays.</summary>
    Task ReleaseAsync(EventPosition position, EventTimestamp claimedAt, CancellationToken cancellationToken);

    /// <summary>
    /// Notes for each waiting event which record took its place. It stays readable, but no longer waits. The first successor stays;
    /// positions where none was rejected are passed over.
    /// </summary>
    Task MarkReplayedAsync(IReadOnlyList<Replayed> replayed, CancellationToken cancellationToken);

    /// <summary>Dismisses a waiting event, unless it is claimed for a replay.</summary>
    /// <returns>Whether it was dismissed by this call.</returns>
    Task<bool> TryDismissAsync(EventPosition position, Dismissal dismissal, CancellationToken cancellationToken);
}

/// <summary>A rejected event, and the record that took its place.</summary>
public readonly record struct Replayed(EventPosition Original, EventPosition Successor);
