using Microsoft.Extensions.Logging;
using Purchases.Core.Json;
using Purchases.Core.Telemetry;

namespace Purchases.Core.Recording;

/// <summary>Records batches of raw events as purchases. Both hosts run it; it knows neither Kafka nor MongoDB.</summary>
public sealed partial class Recorder(
    IPurchaseStore store,
    IRejectedEventStore rejectedEvents,
    TimeProvider time,
    ILogger<Recorder> logger,
    PurchaseTelemetry telemetry,
    Arrivals arrivals)
{
    private readonly OutageLog _outage = new("Recording", time, logger);

    /// <summary>Whether there is an outage: the last batch could not be recorded, or a batch in the last 10 s.</summary>
    public bool IsHeldUp => _outage.Current() is not null;

    /// <summary>
    /// Records the valid events and keeps the others as rejected. When this returns, every event of the batch is durable in one way or the
    /// other, and its offset may be committed. When it throws, the batch must be delivered again, which is harmless.
    /// </summary>
    /// <param name="batch">In topic order within each partition.</param>
    /// <exception cref="UnavailableException">The store can't be used now: the batch must be retried.</exception>
    public async Task<BatchOutcome> RecordAsync(IReadOnlyList<RawEvent> batch, CancellationToken cancellationToken)
    {
        if (batch.Count == 0) return new(0, 0, []);
        using var measured = telemetry.StartBatch(batch);
        try
        {
            var sorted = Sort(batch);
            var outcome = await WriteAsync(sorted, measured, cancellationToken);

            // In this order, if one of two successors in a batch is recorded, it replaces their original, and the other one is dismissed.
            await MarkReplayedAsync(sorted, cancellationToken);
            await KeepAsync(sorted.Rejected, measured, cancellationToken);
            _outage.Succeeded();
            foreach (var bad in outcome.Rejected.DistinctBy(bad => bad.Position)) LogBadEvent(logger, bad.Reason, bad.Position);
            var ranges = RangesOf(batch.Select(raw => raw.Position));
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

    /// <summary>
    /// The lowest and the highest offset of each partition: <c>t/0/5 to t/0/6, t/1/12 to t/1/14</c>. A rebalance may deliver a record
    /// again, after later ones.
    /// </summary>
    internal static string RangesOf(IEnumerable<EventPosition> positions)
    {
        var ranges = from position in positions
                     group position by (position.Topic, position.Partition) into partition
                     select (partition.Key, First: partition.MinBy(one => one.Offset), Last: partition.MaxBy(one => one.Offset));
        return string.Join(
            ", ",
            ranges.OrderBy(range => range.Key.Topic, StringComparer.Ordinal).ThenBy(range => range.Key.Partition)
                .Select(range => $"{range.First} to {range.Last}"));
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
        // Idempotency: insert, and let the unique eventId reject what is stored already. If two recorders checked first, both could see
        // "new".
        var (purchases, sources, rejected) = sorted;
        var outcomes = purchases.Count == 0 ? [] : await store.WriteAsync(purchases, cancellationToken);
        measured.Written(purchases, sources, outcomes);
        arrivals.Announce(purchases);

        // A conflict's reason names what differs from the recorded purchase.
        var conflicts = purchases.Where((_, i) => outcomes[i] == WriteOutcome.Conflict);
        var recorded = await store.FindRecordedAsync(conflicts, cancellationToken);
        for (var i = 0; i < outcomes.Count; i++)
        {
            if (outcomes[i] == WriteOutcome.Conflict)
                rejected.Add(Rejection.OfConflict(sources[i], Now(), purchases[i], recorded[purchases[i].EventId].FirstOrDefault()));
            else if (outcomes[i] == WriteOutcome.Refused)
                rejected.Add(Rejection.OfRefusal(sources[i], Now(), purchases[i]));
        }

        // Conflicts and refusals were added last, but rejected events are kept and logged in the order of their offsets.
        rejected.Sort(static (left, right) => left.Position.Offset.CompareTo(right.Position.Offset));
        return new(Count(WriteOutcome.Recorded), Count(WriteOutcome.AlreadyRecorded), rejected);

        int Count(WriteOutcome outcome) => outcomes.Count(one => one == outcome);
    }

    private async Task KeepAsync(List<RejectedEvent> rejected, BatchTelemetry measured, CancellationToken cancellationToken)
    {
        if (rejected.Count == 0) return;
        await rejectedEvents.KeepAsync(rejected, cancellationToken);
        measured.Rejected(rejected);
    }

    // A rejected event stays open until its successor is stored, however long the successor is on the topic. A successor that was itself
    // rejected replaced the original when it was kept.
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
    private static partial void LogBatch(ILogger logger, int recorded, int alreadyRecorded, int rejected, string ranges);

    // The words of the Python original, for every rejected event, so that alerts on them keep working.
    [LoggerMessage(2, LogLevel.Warning, "Bad event schema: {Reason} ({Position})")]
    private static partial void LogBadEvent(ILogger logger, string reason, EventPosition position);

    /// <param name="Purchases">The valid events, in topic order.</param>
    /// <param name="Sources">The raw event of each purchase.</param>
    /// <param name="Rejected">The invalid events.</param>
    private sealed record SortedBatch(List<PurchaseCreated> Purchases, List<RawEvent> Sources, List<RejectedEvent> Rejected);
}

/// <summary>The outcome for a batch. Each of its events is in exactly one of the three.</summary>
/// <param name="Recorded">How many were new, and are now stored.</param>
/// <param name="AlreadyRecorded">How many were stored already with the same content: redelivered or repeated.</param>
/// <param name="Rejected">The events that are invalid, contradict a stored purchase or are rejected by the store; they are kept.</param>
public sealed record BatchOutcome(int Recorded, int AlreadyRecorded, IReadOnlyList<RejectedEvent> Rejected);
