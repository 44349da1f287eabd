using Microsoft.Extensions.Logging;
using Purchases.Core.Json;
using Purchases.Core.Telemetry;

namespace Purchases.Core.Recording;

/// <summary>Turns a batch of raw events into recorded purchases. The heart of both hosts; it knows of no topic and no database.</summary>
public sealed class Recorder(
    IPurchaseStore store,
    IRejectedEventStore rejectedEvents,
    TimeProvider time,
    ILogger<Recorder> logger,
    IBatchLog batchLog,
    PurchaseTelemetry telemetry)
{
    private readonly StoreOutage _outage = new(time, logger);

    /// <summary>Whether the last batch could not be recorded and waits to be tried again.</summary>
    public bool IsHeldUp => _outage.Lasts;

    /// <summary>
    /// Records what can be recorded and keeps the rest as rejected. When this returns, every event of the batch is durable
    /// in one way or the other, and its offset may move. When it throws, the batch must come again; that is harmless.
    /// </summary>
    /// <param name="batch">In topic order within each partition.</param>
    /// <exception cref="StoreUnavailableException">Nothing may be skipped: the batch must be retried.</exception>
    public async Task<BatchOutcome> RecordAsync(IReadOnlyList<RawEvent> batch, CancellationToken cancellationToken)
    {
        if (batch.Count == 0) return new(0, 0, []);
        using var measured = telemetry.StartBatch(batch);
        try
        {
            var outcome = await WriteAsync(Sort(batch), measured, cancellationToken);
            await MarkReplayedAsync(batch, cancellationToken);
            _outage.Succeeded(batch.Count);
            foreach (var bad in outcome.Rejected) RecorderLog.BadEvent(logger, bad.Reason, bad.Position);
            batchLog.Recorded(outcome.Recorded, outcome.AlreadyRecorded, outcome.Rejected.Count, batch[0].Position, batch[^1].Position);
            return outcome;
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            _outage.Failed(e, batch.Count);
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
                sorted.Rejected.Add(Reject(raw, RejectionCode.Empty, "it is empty (a tombstone), where a JSON object was expected"));
            }
            else if (PurchaseReader.TryReadEvent(raw.Value, out var purchase, out var fault))
            {
                sorted.Purchases.Add(purchase);
                sorted.Sources.Add(raw);
            }
            else
            {
                sorted.Rejected.Add(Reject(raw, fault.Code, fault.Detail));
            }
        }

        return sorted;
    }

    private async Task<BatchOutcome> WriteAsync(SortedBatch sorted, BatchTelemetry measured, CancellationToken cancellationToken)
    {
        // Idempotency: insert and let the unique eventId judge. Checking first leaves a gap in which two recorders both see "new".
        var (purchases, sources, rejected) = sorted;
        var outcomes = purchases.Count == 0 ? [] : await store.WriteAsync(purchases, cancellationToken);
        measured.Written(purchases, sources, outcomes);
        var first = await FindFirstAsync(purchases.Where((_, i) => outcomes[i] == WriteOutcome.Conflict), cancellationToken);
        for (var i = 0; i < outcomes.Count; i++)
        {
            if (outcomes[i] == WriteOutcome.Conflict)
                rejected.Add(Reject(sources[i], RejectionCode.Conflict, Conflict.Reason(purchases[i], first.GetValueOrDefault(purchases[i].EventId))));
            else if (outcomes[i] == WriteOutcome.Refused)
                rejected.Add(Reject(sources[i], RejectionCode.RefusedByStore, "the store will not take it, by a rule of its own"));
        }

        // These were found last; kept and told all are in topic order.
        rejected.Sort(static (left, right) => left.Position.Offset.CompareTo(right.Position.Offset));
        if (rejected.Count > 0)
        {
            await rejectedEvents.KeepAsync(rejected, cancellationToken);
            measured.Rejected(rejected);
        }

        return new(Count(WriteOutcome.Recorded), Count(WriteOutcome.AlreadyRecorded), rejected);

        int Count(WriteOutcome outcome) => outcomes.Count(one => one == outcome);
    }

    // What is recorded under the eventIds of conflicts, so that a reason can say what differs.
    private async Task<Dictionary<string, PurchaseCreated>> FindFirstAsync(IEnumerable<PurchaseCreated> conflicts, CancellationToken cancellationToken)
    {
        var eventIds = conflicts.Select(purchase => purchase.EventId).ToHashSet(StringComparer.Ordinal);
        var first = eventIds.Count == 0 ? [] : await store.FindAllAsync(eventIds, cancellationToken);
        return first.ToDictionary(purchase => purchase.EventId, StringComparer.Ordinal);
    }

    // A rejected event waits until its successor is safe in the store, however long the topic takes in between.
    private async Task MarkReplayedAsync(IReadOnlyList<RawEvent> batch, CancellationToken cancellationToken)
    {
        var replayed = batch.Where(raw => raw.ReplayOf is not null).Select(raw => new Replayed(raw.ReplayOf!.Value, raw.Position)).ToList();
        if (replayed.Count > 0) await rejectedEvents.MarkReplayedAsync(replayed, cancellationToken);
    }

    private RejectedEvent Reject(RawEvent raw, RejectionCode code, string reason) => new(
        raw.Position,
        code,
        $"{reason}{Cut("key", raw.Key)}{Cut("value", raw.Value)}",
        Bounded(raw.Key),
        Bounded(raw.Value),
        EventTimestamp.From(time.GetUtcNow()));

    // A store's document has a largest size, and one event must never be what can't be kept.
    private static byte[]? Bounded(byte[]? bytes) => bytes?.Length > Limits.RejectedBytesMax ? bytes[..Limits.RejectedBytesMax] : bytes;

    private static string Cut(string name, byte[]? bytes) =>
        bytes?.Length > Limits.RejectedBytesMax ? $"; of its {name} of {bytes.Length} bytes the first {Limits.RejectedBytesMax} are kept" : "";

    /// <param name="Purchases">What could be read, in topic order.</param>
    /// <param name="Sources">The raw events that they came from, one each.</param>
    /// <param name="Rejected">What could not.</param>
    private sealed record SortedBatch(List<PurchaseCreated> Purchases, List<RawEvent> Sources, List<RejectedEvent> Rejected);
}
