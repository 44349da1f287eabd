using Purchases.Local.Embedded;
using Purchases.Local.Runtime;

namespace Purchases.Local.Telemetry;

/// <summary>How many events of a topic a consumer group has yet to take, whichever process of the data directory consumes.</summary>
internal sealed class ConsumerLag(Topics topics, ConsumerOffsets offsets, HostSettings settings)
{
    /// <exception cref="LogUnavailableException">A file can't be read now.</exception>
    public long Of(string topic, string consumerGroup)
    {
        // The offset first: read the other way round, the difference could be negative.
        var next = offsets.Find(consumerGroup, topic);
        var end = topics.Open(topic).EndOffset();
        return end - (next ?? (settings.Kafka.FromEarliest ? 0 : end));
    }
}
