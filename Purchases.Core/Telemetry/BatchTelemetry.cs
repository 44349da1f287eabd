using System.Diagnostics;

namespace Purchases.Core.Telemetry;

/// <summary>
/// Measures and traces one attempt to record a batch. The batch has a span with a link to each event's trace. Each event has a span in its
/// own trace, below the span that created the event, so that one trace leads from the request to the store.
/// </summary>
internal sealed class BatchTelemetry : IDisposable
{
    private readonly Instruments _instruments;
    private readonly TimeProvider _time;
    private readonly IReadOnlyList<RawEvent> _batch;
    private readonly long _startedAt;
    private readonly BatchTrace? _trace;
    private TagList _tags;

    public BatchTelemetry(Instruments instruments, Messaging messaging, TimeProvider time, IReadOnlyList<RawEvent> batch)
    {
        _instruments = instruments;
        _time = time;
        _batch = batch;
        _startedAt = time.GetTimestamp();
        _trace = BatchTrace.Start(messaging, batch);
        _tags = [.. messaging.Tags("process"), new("messaging.consumer.group.name", messaging.ConsumerGroup)];
        _instruments.Consumed.Add(batch.Count, _tags);
        _instruments.BatchSize.Record(batch.Count);
    }

    /// <summary>These purchases were written; those that the store rejected follow in <see cref="Rejected"/>.</summary>
    public void Written(IReadOnlyList<PurchaseCreated> purchases, IReadOnlyList<RawEvent> sources, IReadOnlyList<WriteOutcome> outcomes)
    {
        var now = _instruments.Age.Enabled ? EventTimestamp.From(_time.GetUtcNow()) : default;
        var recorded = 0;
        var duplicates = 0;
        for (var i = 0; i < outcomes.Count; i++)
        {
            if (outcomes[i] is not (WriteOutcome.Recorded or WriteOutcome.AlreadyRecorded)) continue;
            _trace?.Written(sources[i], purchases[i].EventId, outcomes[i]);
            if (outcomes[i] == WriteOutcome.AlreadyRecorded)
            {
                duplicates++;
                continue;
            }

            recorded++;
            if (_instruments.Age.Enabled && Age(purchases[i].Timestamp, now) is var age && age <= Limits.MeasuredAgeMax)
                _instruments.Age.Record(age.TotalSeconds);
        }

        if (recorded > 0) _instruments.Recorded.Add(recorded);
        if (duplicates > 0) _instruments.Duplicates.Add(duplicates);
    }

    /// <summary>These are kept as rejected.</summary>
    public void Rejected(IReadOnlyList<RejectedEvent> rejected)
    {
        foreach (var bad in rejected) _instruments.Rejected.Add(1, new KeyValuePair<string, object?>("error.type", bad.Code.Text()));
        _trace?.Rejected(_batch, rejected);
    }

    /// <summary>The attempt failed, and the batch will be delivered again.</summary>
    public void Failed(Exception exception)
    {
        _tags.Add("error.type", exception.GetType().FullName);
        _trace?.Failed(exception);
    }

    public void Dispose()
    {
        _instruments.BatchDuration.Record(_time.GetElapsedTime(_startedAt).TotalSeconds, _tags);
        _trace?.Dispose();
    }

    // A producer's clock may be ahead of this one.
    private static TimeSpan Age(EventTimestamp from, EventTimestamp to) =>
        TimeSpan.FromMicroseconds(Math.Max(0, to.UnixMicroseconds - from.UnixMicroseconds));
}
