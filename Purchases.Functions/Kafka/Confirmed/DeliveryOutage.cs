using Microsoft.Extensions.Logging;

namespace Purchases.Functions.Kafka.Confirmed;

/// <summary>Logs an outage of delivery: a line when it starts, one a minute while it lasts, one when it is over.</summary>
internal sealed class DeliveryOutage(TimeProvider time, ILogger<DeliveryOutage> logger)
{
    private static readonly TimeSpan ReminderInterval = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private volatile DeliveryFailure? _last;
    private long _startedAt;
    private long _saidAt;
    private long _failedAt;
    private int _events;

    /// <summary>The last failure and how long ago it was; null when the last delivery worked.</summary>
    public (DeliveryFailure Failure, TimeSpan Age)? Last
    {
        get
        {
            lock (_gate) return _last is { } last ? (last, time.GetElapsedTime(_failedAt)) : null;
        }
    }

    /// <summary>Ignores a failure that is due to the event itself.</summary>
    public void Failed(DeliveryFailure failure)
    {
        if (failure.IsTheEvents) return;
        lock (_gate)
        {
            var now = _failedAt = time.GetTimestamp();
            if (_last is null)
            {
                (_startedAt, _saidAt, _events) = (now, now, 0);
                ProducerLog.OutageStarted(logger, failure.Reason);
            }
            else if (time.GetElapsedTime(_saidAt, now) >= ReminderInterval)
            {
                _saidAt = now;
                ProducerLog.OutageLasts(logger, time.GetElapsedTime(_startedAt, now).TotalSeconds, _events, failure.Reason);
            }

            _events++;
            _last = failure;
        }
    }

    public void Delivered()
    {
        // Read without the lock: nearly every delivery succeeds after a success.
        if (_last is null) return;
        lock (_gate)
        {
            if (_last is null) return;
            _last = null;
            ProducerLog.OutageOver(logger, time.GetElapsedTime(_startedAt).TotalSeconds, _events);
        }
    }
}
