using System.Text;
using Microsoft.Extensions.Logging;

namespace Purchases.Core.Recording;

/// <summary>
/// Logs a time in which nothing can be recorded: a line when it starts, one a minute while it lasts, one when it is over. The attempts in
/// between are many and say nothing new. An unforeseen exception is logged with its place in the program, once for each type in a row.
/// </summary>
internal sealed class StoreOutage(TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan ReminderInterval = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private int _attempts;
    private long _startedAt;
    private long _saidAt;
    private Type? _traced;

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

            // A host's own lines for a failed attempt are off (host.json, LogFilters): nobody else would say where it failed.
            if (IsForeseen(exception) || exception.GetType() == _traced) return;
            _traced = exception.GetType();
            RecorderLog.Unforeseen(logger, Trace(exception));
        }
    }

    public void Succeeded(int events)
    {
        lock (_lock)
        {
            if (_attempts == 0) return;
            RecorderLog.OutageOver(logger, time.GetElapsedTime(_startedAt).TotalSeconds, _attempts, events);
            (_attempts, _traced) = (0, null);
        }
    }

    private static bool IsForeseen(Exception exception) => exception is UnavailableException;

    private static string Describe(Exception exception) => IsForeseen(exception) ? exception.Message : exception.GetType().Name;

    // Types and places only: the message of what is unforeseen may quote what must not be logged.
    private static string Trace(Exception exception)
    {
        var trace = new StringBuilder();
        for (var cause = exception; cause is not null; cause = cause.InnerException)
            trace.AppendLine().Append(cause.GetType()).AppendLine().Append(cause.StackTrace);
        return trace.ToString();
    }
}
