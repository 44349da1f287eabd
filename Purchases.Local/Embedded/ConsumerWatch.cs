using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Purchases.Local.Runtime;

namespace Purchases.Local.Embedded;

/// <summary>
/// Checks whether waiting events are consumed, by this process or by the one that it is on standby for: either may hang, or be stopped,
/// without an error.
/// </summary>
internal sealed class ConsumerWatch(
    KafkaTriggers triggers, TimeProvider time, ILogger<ConsumerWatch> logger) : BackgroundService
{
    // Counted in checks rather than in time: a process that was stopped itself must not blame another one.
    private const int StuckChecksMax = 10;

    private static readonly TimeSpan CheckInterval = TimeSpan.FromSeconds(1);

    private readonly List<Watched> _watched =
    [
        .. triggers.Listeners.Select(listener =>
            new Watched(listener, new($"Consuming topic {listener.Topic} for group {listener.ConsumerGroup}", time, logger))),
    ];

    public Task CheckAsync() =>
        _watched.Select(watched => watched.Outage.Reason).FirstOrDefault(reason => reason is not null) is { } hangs
            ? Task.FromException(new UnavailableException(hangs))
            : Task.CompletedTask;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(CheckInterval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            _watched.ForEach(Check);
        }
    }

    private void Check(Watched watched)
    {
        TopicProgress now;
        try
        {
            now = watched.Listener.Progress();
        }
        catch (UnavailableException)
        {
            // The listener and the log's writer report what is wrong with the file.
            return;
        }

        // A consumer that fails reports it itself; this check is for one that hangs.
        var moves = now.Lag <= 0 || now.Next != watched.Next || watched.Listener.Retries || watched.Listener.Problem is not null;
        (watched.Next, watched.StuckChecks) = (now.Next, moves ? 0 : watched.StuckChecks + 1);
        if (moves) watched.Outage.Succeeded();
        else if (watched.StuckChecks >= StuckChecksMax)
            watched.Outage.Failed($"{now.Lag} events wait, and the consuming process makes no progress");
    }

    private sealed class Watched(KafkaTriggerListener listener, OutageLog outage)
    {
        public KafkaTriggerListener Listener => listener;

        public OutageLog Outage => outage;

        /// <summary>The group's next offset at the last check.</summary>
        public long Next { get; set; }

        /// <summary>How many checks in a row found waiting events and the same offset.</summary>
        public int StuckChecks { get; set; }
    }
}
