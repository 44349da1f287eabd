using Microsoft.Extensions.Logging;

namespace Purchases.Core.Recording;

/// <summary>
/// Tells the log of a time in which nothing can be recorded: a line when it starts, one a minute while it lasts, one when it is over.
/// The attempts in between are many and say nothing new.
/// </summary>
internal sealed class StoreOutage(TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan ReminderInterval = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private int _attempts;
    private long _startedAt;
    private long _saidAt;

    /// <summary>Whether the last attempt failed.</summary>
    public bool Lasts
    {
        get
        {
            lock (_lock) return _attempts > 0;
        }
    }

    public void Failed(Exception exception, int events)
    {
        lock (_lock)
        {
            var now = time.GetTimestamp();
            if (_attempts++ == 0)
            {
                (_startedAt, _saidAt) = (now, now);
                RecorderLog.OutageStarted(logger, events, Describe(exception));
            }
            else if (time.GetElapsedTime(_saidAt, now) >= ReminderInterval)
            {
                _saidAt = now;
                RecorderLog.OutageLasts(logger, time.GetElapsedTime(_startedAt, now).TotalSeconds, _attempts, Describe(exception));
            }
        }
    }

    public void Succeeded(int events)
    {
        lock (_lock)
        {
            if (_attempts == 0) return;
            RecorderLog.OutageOver(logger, time.GetElapsedTime(_startedAt).TotalSeconds, _attempts, events);
            _attempts = 0;
        }
    }

    // Other exceptions are unforeseen, and their messages may quote what must not be logged; the host logs those its own way.
    private static string Describe(Exception exception) => exception is StoreUnavailableException ? exception.Message : exception.GetType().Name;
}
