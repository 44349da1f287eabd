using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Purchases.Core;
using Purchases.Local.Runtime;

namespace Purchases.Local.Embedded;

/// <summary>
/// Trims the topics that this process consumes: deletes, in small steps, what every consumer group passed longer ago than the retention.
/// </summary>
internal sealed partial class LogTrimmer(
    KafkaTriggers triggers, Topics topics, ConsumerOffsets offsets, Retention retention, TimeProvider time, ILogger<LogTrimmer> logger)
    : BackgroundService
{
    // It looks 24 times in each retention, but at least once an hour.
    private const int LooksEach = 24;
    private static readonly TimeSpan LookIntervalMax = TimeSpan.FromHours(1);

    // Between two steps, so that appends get their turn.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (retention.Time is not { } kept) return;

        await Task.Yield();
        var interval = TimeSpan.FromTicks(Math.Min(kept.Ticks / LooksEach, LookIntervalMax.Ticks));
        using var timer = new PeriodicTimer(interval, time);
        var consumed = triggers.Listeners.Select(listener => listener.Topic).Distinct(StringComparer.Ordinal).ToList();
        do
        {
            foreach (var topic in consumed) await TrimAsync(topics.Open(topic), kept, stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task TrimAsync(TopicLog topic, TimeSpan kept, CancellationToken stoppingToken)
    {
        try
        {
            var now = time.GetUtcNow();
            var longAgo = now - DateTimeOffset.MinValue > kept ? now - kept : DateTimeOffset.MinValue;
            var before = await offsets.PassedAsync(topic.Topic, longAgo, now, stoppingToken);
            var start = topic.StartOffset();
            while (await topic.TrimAsync(before)) await Task.Delay(Pause, time, stoppingToken);
            if (topic.StartOffset() is var end && end > start) LogTrimmed(logger, topic.Topic, start, end - 1);
        }
        catch (UnavailableException e)
        {
            LogNotTrimmed(logger, topic.Topic, e.Message);
        }
    }

    [LoggerMessage(60, LogLevel.Information, "Trimmed topic {Topic}: offsets {First} to {Last}, which every group passed long enough ago")]
    private static partial void LogTrimmed(ILogger logger, string topic, long first, long last);

    [LoggerMessage(61, LogLevel.Warning, "Topic {Topic} can't be trimmed now and keeps what it has: {Error}")]
    private static partial void LogNotTrimmed(ILogger logger, string topic, string error);
}
