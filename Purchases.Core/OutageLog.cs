using System.Text;
using Microsoft.Extensions.Logging;

namespace Purchases.Core;

/// <summary>
/// Logs the outages of a repeated operation: a line when an outage starts, one a minute while it lasts, and one when it is over. It is over
/// when an attempt has succeeded since the last failure and none has failed for 10 s, so alternating failures and successes are one outage.
/// It logs only when it is called, on the caller's thread: a host may drop a line that belongs to no invocation.
/// </summary>
/// <param name="what">The operation, as the beginning of a sentence: <c>Recording</c>.</param>
public sealed partial class OutageLog(string what, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan QuietTime = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ReminderInterval = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly HashSet<Type> _traced = [];
    private volatile bool _lasts;
    private string _reason = "";
    private int _failures;
    private int _successes;
    private long _startedAt;
    private long _loggedAt;
    private long _failedAt;
    private long? _recoveredAt;

    /// <summary>Why the last attempt failed; null if it succeeded or there was none.</summary>
    public string? Reason => Current() is { HasSucceededSince: false } outage ? outage.Reason : null;

    /// <summary>The current outage; null if there is none. Logs the end of an outage that is over.</summary>
    public Outage? Current()
    {
        if (!_lasts) return null;
        lock (_lock)
        {
            EndIfOver();
            return _lasts ? new(_reason, time.GetElapsedTime(_failedAt), _recoveredAt is not null) : null;
        }
    }

    /// <summary>
    /// An exception other than <see cref="UnavailableException"/> is a bug: its types and stack traces are logged, once per type and
    /// outage. Its message isn't logged, since it may quote confidential data.
    /// </summary>
    public void Failed(Exception exception)
    {
        if (exception is UnavailableException)
        {
            Failed(exception.Message);
            return;
        }

        lock (_lock)
        {
            Failed(exception.GetType().Name);
            if (_traced.Add(exception.GetType())) LogUnhandled(logger, what, Trace(exception));
        }
    }

    /// <param name="reason">Contains nothing confidential.</param>
    public void Failed(string reason)
    {
        lock (_lock)
        {
            EndIfOver();
            var now = time.GetTimestamp();
            if (!_lasts)
            {
                (_startedAt, _loggedAt, _failures, _successes) = (now, now, 0, 0);
                _traced.Clear();
                LogStarted(logger, what, reason);
            }

            _failures++;
            (_reason, _failedAt, _recoveredAt) = (reason, now, null);
            _lasts = true;
            RemindIfDue(now);
        }
    }

    public void Succeeded()
    {
        // Read without the lock: nearly every success follows another success.
        if (!_lasts) return;
        lock (_lock)
        {
            if (!_lasts) return;
            var now = time.GetTimestamp();
            _successes++;
            _recoveredAt ??= now;
            EndIfOver();
            if (_lasts) RemindIfDue(now);
        }
    }

    private void EndIfOver()
    {
        if (!_lasts || _recoveredAt is not { } recoveredAt || time.GetElapsedTime(_failedAt) < QuietTime) return;
        LogOver(logger, what, time.GetElapsedTime(_startedAt, recoveredAt).TotalSeconds, _failures, _successes);
        _lasts = false;
    }

    private void RemindIfDue(long now)
    {
        if (time.GetElapsedTime(_loggedAt, now) < ReminderInterval) return;
        _loggedAt = now;
        LogLasts(logger, what, time.GetElapsedTime(_startedAt, now).TotalSeconds, _failures, _successes, _reason);
    }

    private static string Trace(Exception exception)
    {
        var trace = new StringBuilder();
        for (var cause = exception; cause is not null; cause = cause.InnerException)
            trace.AppendLine().Append(cause.GetType()).AppendLine().Append(cause.StackTrace);
        return trace.ToString();
    }

    [LoggerMessage(30, LogLevel.Error, "{What} fails: {Reason}")]
    private static partial void LogStarted(ILogger logger, string what, string reason);

    [LoggerMessage(31, LogLevel.Error,
        "{What} still fails after {Seconds:0} s ({Failures} failures, {Successes} successes): {Reason}")]
    private static partial void LogLasts(ILogger logger, string what, double seconds, int failures, int successes, string reason);

    [LoggerMessage(32, LogLevel.Warning, "{What} works again after {Seconds:0} s ({Failures} failures, {Successes} successes)")]
    private static partial void LogOver(ILogger logger, string what, double seconds, int failures, int successes);

    [LoggerMessage(33, LogLevel.Error, "{What} failed with an unhandled exception, which is a bug:{Trace}")]
    private static partial void LogUnhandled(ILogger logger, string what, string trace);
}

/// <summary>A current outage.</summary>
/// <param name="Reason">The reason of the last failure.</param>
/// <param name="Age">The time since the last failure.</param>
/// <param name="HasSucceededSince">Whether an attempt has succeeded since the last failure.</param>
public readonly record struct Outage(string Reason, TimeSpan Age, bool HasSucceededSince);
