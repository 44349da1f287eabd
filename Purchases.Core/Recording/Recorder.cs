using Microsoft.Extensions.Logging;
using Purchases.Core.Json;
using Purchases.Core.Telemetry;

namespace Purchases.Core.Recording;

/// <summary>Turns a batch of raw events into recorded purchases. Both hosts run it; it knows of no topic and no database.</summary>
public sealed partial class Recorder(
    IPurchaseStore store,
    IRejectedEventStore rejectedEvents,
    TimeProvider time,
    ILogger<Recorder> logger,
    PurchaseTelemetry telemetry,
    Arrivals arrivals)
{
    private readonly OutageLog _outage = new("Recording", time, logger);

    /// <summary>Whether an outage lasts: the last batch could not be recorded, or one before it in the last 10 s.</summary>
    public bool IsHeldUp => _outage.Current() is not null;

    /// <summary>
    /// Records what can be recorded and keeps the rest as rejected. When this returns, every event of the batch is durable
    /// in one way or the other, and its offset may move. When it throws, the batch must come again; that is harmless.
    /// </summary>
    /// <param name="batch">In topic order within each partition.</param>
    /// <exception cref="UnavailableException">Nothing may be skipped: the batch must be retried.</exception>
    public async Task<BatchOutcome> RecordAsync(IReadOnlyList<RawEvent> batch, CancellationToken cancellationToken)
    {
        if (batch.Count == 0) return new(0, 0, []);
        using var measured = telemetry.StartBatch(batch);
        try
        {
            var sorted = Sort(batch);
            var outcome = await WriteAsync(sorted, measured, cancellationToken);

            // In this order, of two successors in one batch the recorded one takes their original's place, and the other is dismissed.
            await MarkReplayedAsync(sorted, cancellationToken);
            await KeepAsync(sorted.Rejected, measured, cancellationToken);
            _outage.Succeeded();
            foreach (var bad in outcome.Rejected.DistinctBy(bad => bad.Position)) LogBadEvent(logger, bad.Reason, bad.Position);
            var ranges = OffsetRanges.Of(batch.Select(raw => raw.Position));
            LogBatch(logger, outcome.Recorded, outcome.AlreadyRecorded, outcome.Rejected.Count, ranges);
            return outcome;
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            _outage.Failed(e);
            measured.Failed(e);
            throw;
        }
    }

    private SortedBatch Sort(IReadOnlyList<RawEvent> batch)
    {
        var sorted = new SortedBatch(new(batch.Count), new(batch.Count), []);
        foreach (var raw in batch)
        {
            if (raw.Value is null)
            {
                sorted.Rejected.Add(Rejection.OfTombstone(raw, Now()));
            }
            else if (PurchaseReader.TryReadEvent(raw.Value, out var purchase, out var fault))
            {
                sorted.Purchases.Add(purchase);
                sorted.Sources.Add(raw);
            }
            else
            {
                sorted.Rejected.Add(Rejection.OfFault(raw, Now(), fault));
            }
        }

        return sorted;
    }

    private async Task<BatchOutcome> WriteAsync(SortedBatch sorted, BatchTelemetry measured, CancellationToken cancellationToken)
    {
        // Idempotency: insert, and the unique eventId refuses what is there already. Checking first leaves a gap in which two recorders
        // both see "new".
        var (purchases, sources, rejected) = sorted;
        var outcomes = purchases.Count == 0 ? [] : await store.WriteAsync(purchases, cancellationToken);
        measured.Written(purchases, sources, outcomes);
        arrivals.Announce(purchases);
        var first = await FindFirstAsync(purchases.Where((_, i) => outcomes[i] == WriteOutcome.Conflict), cancellationToken);
        for (var i = 0; i < outcomes.Count; i++)
        {
            if (outcomes[i] == WriteOutcome.Conflict)
                rejected.Add(Rejection.OfConflict(sources[i], Now(), purchases[i], first[purchases[i].EventId].FirstOrDefault()));
            else if (outcomes[i] == WriteOutcome.Refused)
                rejected.Add(Rejection.OfRefusal(sources[i], Now(), purchases[i]));
        }

        // Conflicts and refusals were found last; rejected events are kept and logged in the order of their offsets.
        rejected.Sort(static (left, right) => left.Position.Offset.CompareTo(right.Position.Offset));
        return new(Count(WriteOutcome.Recorded), Count(WriteOutcome.AlreadyRecorded), rejected);

        int Count(WriteOutcome outcome) => outcomes.Count(one => one == outcome);
    }

    // What is recorded under the eventIds of conflicts, so that a reason can say what differs.
    private async Task<ILookup<string, PurchaseCreated>> FindFirstAsync(
        IEnumerable<PurchaseCreated> conflicts, CancellationToken cancellationToken)
    {
        var eventIds = conflicts.Select(purchase => purchase.EventId).ToHashSet(StringComparer.Ordinal);
        var first = eventIds.Count == 0 ? [] : await store.FindAllAsync(eventIds, cancellationToken);
        return first.ToLookup(purchase => purchase.EventId, StringComparer.Ordinal);
    }

    private async Task KeepAsync(List<RejectedEvent> rejected, BatchTelemetry measured, CancellationToken cancellationToken)
    {
        if (rejected.Count == 0) return;
        await rejectedEvents.KeepAsync(rejected, cancellationToken);
        measured.Rejected(rejected);
    }

    // A rejected event waits until its successor is safe in the store, however long the topic takes in between. A successor that was
    // rejected itself replaced it when it was kept.
    private async Task MarkReplayedAsync(SortedBatch sorted, CancellationToken cancellationToken)
    {
        var bad = sorted.Rejected.Select(rejected => rejected.Position).ToHashSet();
        var replayed = from raw in sorted.Sources
                       where raw.ReplayOf is not null && !bad.Contains(raw.Position)
                       select new Replayed(raw.ReplayOf!.Value, raw.Position);
        if (replayed.ToList() is { Count: > 0 } recorded) await rejectedEvents.MarkReplayedAsync(recorded, cancellationToken);
    }

    private EventTimestamp Now() => EventTimestamp.From(time.GetUtcNow());

    [LoggerMessage(1, LogLevel.Information,
        "Recorded {Recorded}, already recorded {AlreadyRecorded}, rejected {Rejected}: {Ranges}")]
    private static partial void LogBatch(ILogger logger, int recorded, int alreadyRecorded, int rejected, OffsetRanges ranges);

    // The words of the Python original, for every rejected event, conflicts too: alerts on them keep working.
    [LoggerMessage(2, LogLevel.Warning, "Bad event schema: {Reason} ({Position})")]
    private static partial void LogBadEvent(ILogger logger, string reason, EventPosition position);

    /// <param name="Purchases">What could be read, in topic order.</param>
    /// <param name="Sources">The raw events that they came from, one each.</param>
    /// <param name="Rejected">What could not.</param>
    private sealed record SortedBatch(List<PurchaseCreated> Purchases, List<RawEvent> Sources, List<RejectedEvent> Rejected);
}

/// <summary>What became of a batch. Every event of it is in exactly one of the three.</summary>
/// <param name="Recorded">How many were new and are stored now.</param>
/// <param name="AlreadyRecorded">How many were stored before with the same content: redelivered or repeated.</param>
/// <param name="Rejected">Those that can't be read, contradict a stored purchase or are refused by the store; kept.</param>
public sealed record BatchOutcome(int Recorded, int AlreadyRecorded, IReadOnlyList<RejectedEvent> Rejected);
