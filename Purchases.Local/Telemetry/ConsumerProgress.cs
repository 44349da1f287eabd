using Purchases.Core;
using Purchases.Local.Embedded;
using Purchases.Local.Runtime;

namespace Purchases.Local.Telemetry;

/// <summary>How far a consumer group has come on a topic, whichever process of the data directory consumes.</summary>
internal sealed class ConsumerProgress(Topics topics, ConsumerOffsets offsets, HostSettings settings)
{
    /// <exception cref="UnavailableException">A file can't be read now.</exception>
    public TopicProgress Of(string topic, string consumerGroup)
    {
        // The offset first: read the other way round, the lag could be negative.
        var next = offsets.Find(consumerGroup, topic);
        var log = topics.Open(topic);
        var end = log.EndOffset();
        return new(topic, next ?? (settings.Kafka.FromEarliest ? log.StartOffset() : end), end);
    }
}

/// <param name="Next">The offset that the group takes next; it has dealt with all before.</param>
/// <param name="End">The offset that the next event will get.</param>
internal readonly record struct TopicProgress(string Topic, long Next, long End)
{
    /// <summary>Events that the group has yet to take.</summary>
    public long Lag => End - Next;
}
