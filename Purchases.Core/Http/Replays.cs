using System.Text;
using Microsoft.AspNetCore.Http;
using Purchases.Core.Json;
using Purchases.Core.Recording;

namespace Purchases.Core.Http;

/// <summary>
/// Prepares replays of rejected events, each claimed for the call. Events that would be rejected again, or that another call is replaying,
/// are left out.
/// </summary>
public sealed class Replays(RejectedEvents rejected, IRejectedEventStore store, IPurchaseStore purchases, TimeProvider time)
{
    /// <summary>
    /// A successor for the rejected event of the route: the body if there is one, otherwise the event unchanged. 400, 413 or 422 if the
    /// body isn't an event; 404 if there is no such rejected event; 409 if it is closed or being replayed, or if the successor would be
    /// rejected again.
    /// </summary>
    public async Task<Outcome<Replay>> ReadOneAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var found = await rejected.FindAsync(request.RouteValues, cancellationToken);
        if (!found.Succeeded) return found.Problem;

        var original = found.Value;
        if (original.State != RejectedState.Waiting) return RejectedEvents.NotOpen(original);

        var body = await RequestBody.ReadAsync(request, Limits.EventBytesMax, cancellationToken);
        if (body is null) return Problem.TooLarge($"The corrected event is larger than {Limits.EventBytesMax} bytes.");

        var value = body.Length > 0 ? body : original.Value;
        if (!PurchaseReader.TryReadEvent(value, out var purchase, out var fault))
        {
            return body.Length > 0
                ? Problem.Unreadable(fault)
                : Problem.Conflict($"Unchanged, it would be rejected again: {fault.Detail}.");
        }

        if (await purchases.FindAsync(purchase.EventId, cancellationToken) is { } first && !first.SameContentAs(purchase))
            return Problem.Conflict($"It would be rejected again: {Rejection.ConflictReason(purchase, first)}.");

        return await ReplayClaims.Of(request.HttpContext, store, time).TryTakeAsync(original.Position, cancellationToken)
            ? new Replay(original.Position, Encoding.UTF8.GetString(value!), purchase)
            : RejectedEvents.NotOpen(await store.FindAsync(original.Position, cancellationToken));
    }

    /// <summary>
    /// Successors for a page of at most <see cref="Limits.ReplayPageSizeMax"/> open events, each unchanged, in the order in which they were
    /// rejected. Events that can't be read, conflict or are being replayed are only counted.
    /// </summary>
    public async Task<Outcome<ReplayPage>> ReadPageAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var query = PageQuery.Read(request.Query);
        if (!query.Succeeded) return query.Problem;

        var page = query.Value with { Limit = Math.Min(query.Value.Limit ?? Limits.RejectedPageSizeUnset, Limits.ReplayPageSizeMax) };
        var (events, next) = await rejected.ReadPageAsync(RejectedState.Waiting, page, cancellationToken);
        var readable = await ReadAsync(events, cancellationToken);
        var (acceptable, conflicts) = await WithoutConflictsAsync(readable, cancellationToken);

        var claims = ReplayClaims.Of(request.HttpContext, store, time);
        var replays = new List<Replay>();
        foreach (var replay in acceptable)
        {
            if (await claims.TryTakeAsync(replay.Original, cancellationToken)) replays.Add(replay);
        }

        // The page is newest first; on the topic the event that was rejected first goes first.
        replays.Reverse();
        return new ReplayPage(
            replays, new(replays.Count, events.Count - readable.Count, conflicts, acceptable.Count - replays.Count, next));
    }

    private async Task<List<Replay>> ReadAsync(IReadOnlyList<RejectedSummary> events, CancellationToken cancellationToken)
    {
        var readable = new List<Replay>();
        foreach (var summary in events)
        {
            var value = (await store.FindAsync(summary.Position, cancellationToken))?.Value;
            if (PurchaseReader.TryReadEvent(value, out var purchase, out _))
                readable.Add(new(summary.Position, Encoding.UTF8.GetString(value!), purchase));
        }

        return readable;
    }

    private async Task<(List<Replay> Acceptable, int Conflicts)> WithoutConflictsAsync(
        List<Replay> replays, CancellationToken cancellationToken)
    {
        var recorded = await purchases.FindRecordedAsync(replays.Select(replay => replay.Purchase), cancellationToken);
        var acceptable = replays.FindAll(replay => recorded[replay.Purchase.EventId].All(first => first.SameContentAs(replay.Purchase)));
        return (acceptable, replays.Count - acceptable.Count);
    }
}

/// <summary>A successor for a rejected event.</summary>
/// <param name="Original">The rejected event.</param>
/// <param name="Json">The successor's JSON, unchanged.</param>
/// <param name="Purchase">The purchase in it.</param>
public sealed record Replay(EventPosition Original, string Json, PurchaseCreated Purchase);

/// <param name="Replays">The successors to publish, in this order.</param>
/// <param name="Outcome">The counts for the answer.</param>
public sealed record ReplayPage(IReadOnlyList<Replay> Replays, ReplayedPage Outcome);

/// <summary>The rejected events that a call has claimed for a replay. They are released when the call isn't answered 202.</summary>
internal sealed class ReplayClaims
{
    // How long the answer waits until all are released.
    private static readonly TimeSpan ReleaseTimeout = TimeSpan.FromSeconds(10);

    private readonly IRejectedEventStore _store;
    private readonly TimeProvider _time;
    private readonly EventTimestamp _now;
    private readonly List<EventPosition> _claimed = [];

    private ReplayClaims(IRejectedEventStore store, TimeProvider time) =>
        (_store, _time, _now) = (store, time, EventTimestamp.From(time.GetUtcNow()));

    public static ReplayClaims Of(HttpContext context, IRejectedEventStore store, TimeProvider time)
    {
        var claims = new ReplayClaims(store, time);

        // Before the caller has the answer, since it may repeat the call at once; and also when the caller has disconnected, since nothing
        // is published then.
        context.Response.OnStarting(() => claims.SettleAsync(context.Response.StatusCode));
        context.Response.OnCompleted(() => claims.SettleAsync(context.Response.StatusCode));
        return claims;
    }

    /// <returns>Whether the event is open and no other call replays it.</returns>
    public async Task<bool> TryTakeAsync(EventPosition position, CancellationToken cancellationToken)
    {
        if (!await _store.TryClaimAsync(position, _now, cancellationToken)) return false;
        _claimed.Add(position);
        return true;
    }

    private async Task SettleAsync(int status)
    {
        var claimed = _claimed.ToArray();
        _claimed.Clear();
        if (status == StatusCodes.Status202Accepted) return;

        using var limit = new CancellationTokenSource(ReleaseTimeout, _time);
        foreach (var position in claimed)
        {
            try
            {
                await _store.ReleaseAsync(position, _now, limit.Token);
            }
            catch (Exception e) when (e is UnavailableException or OperationCanceledException)
            {
                // A claim that isn't released expires after Limits.ReplayTime.
            }
        }
    }
}

/// <summary>The result of a replay of many events; each event is counted once.</summary>
/// <param name="Replayed">How many were put on the topic again.</param>
/// <param name="Unreadable">How many still can't be read, and were left out.</param>
/// <param name="Conflicts">How many still contradict a recorded purchase, and were left out.</param>
/// <param name="UnderWay">How many are being replayed by another call.</param>
/// <param name="Next">Cursor of the next page; null after the last one.</param>
public sealed record ReplayedPage(int Replayed, int Unreadable, int Conflicts, int UnderWay, string? Next);
