using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Purchases.Core;
using Purchases.Local.Runtime;
using Purchases.Local.Telemetry;

namespace Purchases.Local.Embedded;

/// <summary>
/// Looks whether events that wait are consumed, by this process or by the one that it stands by for: either may hang, or be stopped,
/// without an error.
/// </summary>
internal sealed class ConsumerWatch(
    KafkaTriggers triggers, ConsumerProgress progress, TimeProvider time, ILogger<ConsumerWatch> logger)
    : BackgroundService
{
    // Counted in looks rather than in time: a process that was stopped itself must not blame another one.
    private const int LooksMax = 10;

    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);

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
        using var timer = new PeriodicTimer(LookInterval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            _watched.ForEach(Look);
        }
    }

    private void Look(Watched watched)
    {
        TopicProgress now;
        try
        {
            now = progress.Of(watched.Listener.Topic, watched.Listener.ConsumerGroup);
        }
        catch (UnavailableException)
        {
            // Whoever needs the file says what is wrong with it.
            return;
        }

        // A consumer that fails reports it itself; this check is for one that hangs.
        var moves = now.Lag <= 0 || now.Next != watched.Next || watched.Listener.Retries || watched.Listener.Trouble is not null;
        (watched.Next, watched.Looks) = (now.Next, moves ? 0 : watched.Looks + 1);
        if (moves) watched.Outage.Succeeded();
        else if (watched.Looks >= LooksMax)
            watched.Outage.Failed($"{now.Lag} events wait, and the process that consumes makes no progress");
    }

    private sealed class Watched(KafkaTriggerListener listener, OutageLog outage)
    {
        public KafkaTriggerListener Listener => listener;

        public OutageLog Outage => outage;

        /// <summary>The offset that the group was to take next when it was last looked.</summary>
        public long Next { get; set; }

        /// <summary>How often in a row events waited and it had not moved.</summary>
        public int Looks { get; set; }
    }
}
