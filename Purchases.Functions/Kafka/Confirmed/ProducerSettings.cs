using Confluent.Kafka;
using Microsoft.Extensions.Configuration;

namespace Purchases.Functions.Kafka.Confirmed;

/// <summary>The configuration of the worker's producer. It differs from the output binding's only in delivery.</summary>
internal static class ProducerSettings
{
    /// <exception cref="SettingsException">A required setting is malformed.</exception>
    public static ProducerConfig Read(IConfiguration configuration)
    {
        var config = new ProducerConfig
        {
            BootstrapServers = configuration["KAFKA_BOOTSTRAP_SERVERS"],
            ClientId = "purchases",

            // Delivery: to all in-sync replicas, each event once and in order, as long as no event times out. A producer that only requests
            // metadata needs no right to write.
            Acks = Acks.All,
            EnableIdempotence = KafkaSettings.IsConfirmed(configuration),

            // Longer than a call waits for its event (Limits.DeliveryTimeout). If the first event of a batch times out before the broker
            // has answered, librdkafka sends the later ones again with a new epoch. The broker doesn't recognise them, so they are written
            // twice and out of order. This time-out is longer than the stalls that Kafka resolves by itself: by default 18 s until a failed
            // broker is replaced (zookeeper.session.timeout.ms), and 30 s until a lagging replica is dropped (replica.lag.time.max.ms).
            MessageTimeoutMs = 120_000,

            // The default of both producers. The binding's attribute can't change it, and another partitioner here would move users to
            // other partitions.
            Partitioner = Partitioner.ConsistentRandom,

            // Also limits a batch: librdkafka sends no larger one, whatever batch.size allows.
            MessageMaxBytes = TopicMessage.BatchBytesMax,

            // The binding's defaults. Azure Event Hubs closes connections after 4 idle minutes.
            LingerMs = 5,
            SocketKeepaliveEnable = true,
            MetadataMaxAgeMs = 180_000,

            // Bounds on what waits, also when its call has been answered: further events are rejected at once. A typical event has about
            // 250 bytes, but with its task, strings and buffers it uses 3 to 5 kB of the process, so 50,000 use up to 250 MB. A pod's heap
            // may have about 410 MB (deploy/kubernetes/base/settings.yaml). The second bound holds for large events.
            QueueBufferingMaxMessages = 50_000,
            QueueBufferingMaxKbytes = 65_536,

            // An unknown topic is reported immediately instead of after 30 s, and isn't created by requesting its metadata.
            TopicMetadataPropagationMaxMs = 0,
            AllowAutoCreateTopics = false,

            // Only the outcome of a delivery report is used.
            DeliveryReportFields = "status",
        };
        KafkaSecurity.Read(configuration)?.ApplyTo(config);
        return config;
    }
}
