using System.Runtime.CompilerServices;
using Purchases.Core;

namespace Purchases.Tests;

/// <summary>A store whose writes can be made to fail: before anything is written, or after all of it is, as when a reply is lost.</summary>
internal sealed class FailingStore(IPurchaseStore inner) : IPurchaseStore
{
    private int _attempts;

    /// <summary>Thrown by writes instead of writing; null lets them through.</summary>
    public volatile Exception? FailsWith;

    /// <summary>Thrown by writes after they were done; null lets them return.</summary>
    public volatile Exception? RepliesWith;

    /// <summary>An eventId that the store will never take; null refuses none.</summary>
    public volatile string? Refuses;

    /// <summary>Calls of <see cref="WriteAsync"/> so far.</summary>
    public int Attempts => Volatile.Read(ref _attempts);

    public async Task<IReadOnlyList<WriteOutcome>> WriteAsync(IReadOnlyList<PurchaseCreated> purchases, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _attempts);
        if (FailsWith is { } failure) throw failure;
        var taken = purchases.Where(purchase => purchase.EventId != Refuses).ToList();
        var written = new Queue<WriteOutcome>(await inner.WriteAsync(taken, cancellationToken));
        var outcomes = purchases.Select(purchase => purchase.EventId == Refuses ? WriteOutcome.Refused : written.Dequeue()).ToList();
        return RepliesWith is { } lost ? throw lost : outcomes;
    }

    public Task<PurchaseCreated?> FindAsync(string eventId, CancellationToken cancellationToken) =>
        FailsWith is { } failure ? Task.FromException<PurchaseCreated?>(failure) : inner.FindAsync(eventId, cancellationToken);

    public async IAsyncEnumerable<PurchaseCreated> ListAsync(
        string userId,
        PageCursor? after,
        int? limit,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (FailsWith is { } failure) throw failure;
        await foreach (var purchase in inner.ListAsync(userId, after, limit, cancellationToken)) yield return purchase;
    }

    public Task KeepRejectedAsync(IReadOnlyList<RejectedEvent> rejected, CancellationToken cancellationToken) =>
        FailsWith is { } failure ? Task.FromException(failure) : inner.KeepRejectedAsync(rejected, cancellationToken);

    public Task<IReadOnlyList<RejectedSummary>> ListRejectedAsync(PageCursor? after, int limit, CancellationToken cancellationToken) =>
        FailsWith is { } failure
            ? Task.FromException<IReadOnlyList<RejectedSummary>>(failure)
            : inner.ListRejectedAsync(after, limit, cancellationToken);

    public Task<RejectedEvent?> FindRejectedAsync(EventPosition position, CancellationToken cancellationToken) =>
        FailsWith is { } failure ? Task.FromException<RejectedEvent?>(failure) : inner.FindRejectedAsync(position, cancellationToken);

    public Task MarkReplayedAsync(IReadOnlyList<Replayed> replayed, CancellationToken cancellationToken) =>
        FailsWith is { } failure ? Task.FromException(failure) : inner.MarkReplayedAsync(replayed, cancellationToken);

    public Task CheckReadyAsync(CancellationToken cancellationToken) =>
        FailsWith is { } failure ? Task.FromException(failure) : inner.CheckReadyAsync(cancellationToken);
}
