using Microsoft.Extensions.Logging;
using Purchases.Core.Json;

namespace Purchases.Core.Recording;

/// <summary>Turns a batch of raw events into recorded purchases. The heart of both hosts; it knows of no topic and no database.</summary>
public sealed class Recorder(IPurchaseStore store, TimeProvider time, ILogger<Recorder> logger)
{
    /// <summary>
    /// Records what can be recorded and keeps the rest as rejected. When this returns, every event of the batch is durable
    /// in one way or the other, and its offset may move. When it throws, the batch must come again; that is harmless.
    /// </summary>
    /// <param name="batch">In topic order within each partition.</param>
    /// <exception cref="StoreUnavailableException">Nothing may be skipped: the batch must be retried.</exception>
    public async Task<BatchOutcome> RecordAsync(IReadOnlyList<RawEvent> batch, CancellationToken cancellationToken)
    {
        var purchases = new List<PurchaseCreated>(batch.Count);
        var sources = new List<RawEvent>(batch.Count);
        var rejected = new List<RejectedEvent>();
        foreach (var raw in batch)
        {
            if (raw.Value is null)
            {
                rejected.Add(Reject(raw, "it is empty (a tombstone), where a JSON object was expected"));
            }
            else if (PurchaseReader.TryReadEvent(raw.Value, out var purchase, out var reason))
            {
                purchases.Add(purchase);
                sources.Add(raw);
            }
            else
            {
                rejected.Add(Reject(raw, reason));
            }
        }

        // Idempotency: insert and let the unique eventId judge. Checking first leaves a gap in which two recorders both see "new".
        var outcomes = purchases.Count == 0 ? [] : await store.WriteAsync(purchases, cancellationToken);
        var recorded = 0;
        var already = 0;
        for (var i = 0; i < outcomes.Count; i++)
        {
            if (outcomes[i] == WriteOutcome.Recorded) recorded++;
            else if (outcomes[i] == WriteOutcome.AlreadyRecorded) already++;
            else rejected.Add(Reject(sources[i], "eventId is already recorded with other content; the first one stays"));
        }

        if (rejected.Count > 0)
        {
            rejected.Sort(static (left, right) => left.Position.Offset.CompareTo(right.Position.Offset));
            await store.KeepRejectedAsync(rejected, cancellationToken);
            foreach (var bad in rejected) RecorderLog.BadEvent(logger, bad.Reason, bad.Position);
        }

        if (batch.Count > 0)
            RecorderLog.Batch(logger, recorded, already, rejected.Count, batch[0].Position, batch[^1].Position);
        return new(recorded, already, rejected);
    }

    private RejectedEvent Reject(RawEvent raw, string reason) =>
        new(raw.Position, reason, raw.Key, raw.Value, EventTimestamp.From(time.GetUtcNow()));
}
