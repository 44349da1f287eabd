namespace Purchases.Core;

/// <summary>
/// Where rejected events are kept, beside the purchases. Every implementation holds these promises, which its contract tests check.
/// Every member throws <see cref="StoreUnavailableException"/> when the store can't do it now but may later;
/// any other exception but cancellation is a bug. All members may be called concurrently.
/// </summary>
public interface IRejectedEventStore
{
    /// <summary>Keeps rejected events durably. One that is already kept stays as it was first kept.</summary>
    Task KeepAsync(IReadOnlyList<RejectedEvent> rejected, CancellationToken cancellationToken);

    /// <summary>
    /// Rejected events that wait for a person (not replayed), newest first: by when they were rejected, then position text, both descending.
    /// </summary>
    /// <param name="after">Starts behind this place; null starts at the newest.</param>
    /// <param name="limit">At most so many.</param>
    Task<IReadOnlyList<RejectedSummary>> ListAsync(PageCursor? after, int limit, CancellationToken cancellationToken);

    /// <summary>The rejected event from this position, replayed or not; null when none was rejected there.</summary>
    Task<RejectedEvent?> FindAsync(EventPosition position, CancellationToken cancellationToken);

    /// <summary>
    /// Notes for each rejected event which record took its place. It stays readable, but no longer waits. The first successor stays;
    /// positions where none was rejected are passed over.
    /// </summary>
    Task MarkReplayedAsync(IReadOnlyList<Replayed> replayed, CancellationToken cancellationToken);
}

/// <summary>A rejected event, and the record that took its place.</summary>
public readonly record struct Replayed(EventPosition Original, EventPosition Successor);
