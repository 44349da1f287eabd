using Purchases.Core;
using Purchases.Core.Json;
using Purchases.Local.Runtime;

namespace Purchases.Local.Embedded;

/// <summary>
/// Holds log, offsets and store against each other at start. Each file may be whole by itself and yet have lost its end, for example
/// because its -wal is gone: then offsets point past the log, or the last event that was recorded isn't in the store.
/// </summary>
internal sealed class RecordedCheck(DataDirectory directory, ConsumerOffsets offsets, IPurchaseStore store, IRejectedEventStore rejected)
{
    /// <exception cref="StartupException">Something that was there is gone.</exception>
    public async Task RunAsync(TopicLog topic, string consumerGroup, TriggerSettings settings, CancellationToken cancellationToken)
    {
        try
        {
            await CheckAsync(topic, consumerGroup, settings, cancellationToken);
        }
        catch (UnavailableException)
        {
            // Locked by another process, for example. That passes, and is dealt with while running.
        }
    }

    private async Task CheckAsync(TopicLog topic, string consumerGroup, TriggerSettings settings, CancellationToken cancellationToken)
    {
        var last = (offsets.Find(consumerGroup, topic.Topic) ?? 0) - 1;
        if (last < 0) return;
        if (topic.Read(last, 1) is not [var record] || record.Offset != last)
        {
            var where = topic.StartOffset() > last ? "begins behind" : "ends before";
            throw directory.Lost($"the log of topic {topic.Topic} {where} offset {last}, which was recorded");
        }

        // Where host.json lets batches be passed over, an event may rightly be nowhere.
        if (settings.CommitOnFailure || settings.MaxRetries >= 0) return;

        var position = new EventPosition(topic.Topic, record.Partition, record.Offset);
        var recorded = PurchaseReader.TryReadEvent(record.Value, out var purchase, out _) &&
            await store.FindAsync(purchase.EventId, cancellationToken) is not null;
        if (!recorded && await rejected.FindAsync(position, cancellationToken) is null)
            throw directory.Lost($"purchases.db doesn't hold the event of {position}, which was recorded");
    }
}
