using Microsoft.Extensions.Logging;

namespace Purchases.Local.Embedded;

/// <summary>
/// Logs an outage: a line when it starts, one when it is over. The attempts in between are many and say nothing new.
/// </summary>
/// <param name="what">What fails, as a sentence's beginning.</param>
internal sealed partial class Outage(string what, TimeProvider time, ILogger logger)
{
    private readonly Lock _lock = new();
    private volatile string? _reason;
    private long? _saidAt;

    /// <summary>Why the last attempt failed; null when it didn't. It changes only once the line that says so is written.</summary>
    public string? Reason => _reason;

    public void Failed(string reason) => Failed(reason, null, saySo: true);

    public void Failed(Exception e)
    {
        // DataWatch reports a file that is lost, for all that need it. The message of what is unforeseen may hold what a stranger
        // mustn't read: it goes to the log alone.
        if (e is LogUnavailableException unavailable) Failed(e.Message, null, saySo: !unavailable.IsLoss);
        else Failed($"{e.GetType().Name}; the log says more", e, saySo: true);
    }

    public void Succeeded()
    {
        // The usual case, at each commit.
        if (_reason is null) return;
        lock (_lock)
        {
            if (_saidAt is { } saidAt) LogOver(logger, what, time.GetElapsedTime(saidAt).TotalSeconds);
            _saidAt = null;
            _reason = null;
        }
    }

    private void Failed(string reason, Exception? exception, bool saySo)
    {
        lock (_lock)
        {
            if (_saidAt is null && saySo)
            {
                _saidAt = time.GetTimestamp();
                LogStarted(logger, exception, what, reason.TrimEnd('.'));
            }

            _reason = reason;
        }
    }

    [LoggerMessage(30, LogLevel.Error, "{What} fails, and is tried again until it works: {Reason}")]
    private static partial void LogStarted(ILogger logger, Exception? exception, string what, string reason);

    [LoggerMessage(31, LogLevel.Information, "{What} works again after {Seconds:0} s")]
    private static partial void LogOver(ILogger logger, string what, double seconds);
}
