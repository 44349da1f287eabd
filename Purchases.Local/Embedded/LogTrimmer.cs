using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Purchases.Local.Runtime;

namespace Purchases.Local.Embedded;

/// <summary>
/// Trims the topics that this process consumes: deletes, in small steps, the events that are older than the retention and that every
/// consumer group has processed.
/// </summary>
internal sealed partial class LogTrimmer(
    KafkaTriggers triggers, Topics topics, ConsumerOffsets offsets, LocalOptions options, TimeProvider time, ILogger<LogTrimmer> logger)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    // Between two steps, so that appends get their turn.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        var consumed = triggers.Listeners.Select(listener => listener.Topic).Distinct(StringComparer.Ordinal).ToList();
        do
        {
            foreach (var topic in consumed) await TrimAsync(topics.Open(topic), stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task TrimAsync(TopicLog topic, CancellationToken stoppingToken)
    {
        try
        {
            var processed = await offsets.SyncAsync(topic.Topic, stoppingToken);
            var start = topic.StartOffset();
            while (topic.Trim(processed, time.GetUtcNow() - options.Retain)) await Task.Delay(Pause, time, stoppingToken);
            if (topic.StartOffset() is var end && end > start) LogTrimmed(logger, topic.Topic, start, end - 1);
        }
        catch (UnavailableException e)
        {
            LogNotTrimmed(logger, topic.Topic, e.Message);
        }
    }

    [LoggerMessage(60, LogLevel.Information, "Trimmed topic {Topic}: deleted offsets {First} to {Last}, which every group has processed")]
    private static partial void LogTrimmed(ILogger logger, string topic, long first, long last);

    [LoggerMessage(61, LogLevel.Warning, "Topic {Topic} can't be trimmed now, so its log grows: {Error}")]
    private static partial void LogNotTrimmed(ILogger logger, string topic, string error);
}
