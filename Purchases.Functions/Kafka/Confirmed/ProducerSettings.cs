using Confluent.Kafka;
using Microsoft.Extensions.Configuration;
using Purchases.Core;

namespace Purchases.Functions.Kafka.Confirmed;

/// <summary>How the worker's producer is set up. It differs from the output binding's producer only in delivery.</summary>
internal static class ProducerSettings
{
    /// <exception cref="SettingsException">One that it needs is malformed.</exception>
    public static ProducerConfig Read(IConfiguration configuration)
    {
        var config = new ProducerConfig
        {
            BootstrapServers = configuration["KAFKA_BOOTSTRAP_SERVERS"],
            ClientId = "purchases",

            // Delivery: all in-sync replicas, each event once and in order, for as long as no event times out. A producer that only asks
            // for the topic needs no right to write.
            Acks = Acks.All,
            EnableIdempotence = KafkaDelivery.IsConfirmed(configuration),

            // How long an event is tried, which is longer than its call waits (Limits.DeliveryTimeout). When the first event of a batch
            // times out before the broker has answered, librdkafka sends the younger ones again under a new epoch, and the broker can't
            // recognise them: they are written twice and out of order. So it outlasts the stalls that Kafka ends by itself: 18 s by
            // default until a broker that is gone is replaced, and 30 s until a replica that lags is no longer waited for.
            MessageTimeoutMs = 120_000,

            // The default of both producers, which the binding's attribute can't change: another one here would move users to other
            // partitions.
            Partitioner = Partitioner.ConsistentRandom,

            // Limits a batch as well as an event: librdkafka sends no batch that is larger, whatever batch.size allows.
            MessageMaxBytes = TopicMessage.BatchBytesMax,

            // The binding's defaults. Azure Event Hubs closes connections that are idle for 4 minutes.
            LingerMs = 5,
            SocketKeepaliveEnable = true,
            MetadataMaxAgeMs = 180_000,

            // Bounds on what waits, also when its call has been answered: further events are rejected at once. A typical event has about
            // 250 bytes, but with its task, strings and buffers it uses 3 to 5 kB of the process, so 50,000 use up to 250 MB. A pod's heap
            // may have about 410 MB (deploy/kubernetes/base/settings.yaml). The second bound holds for large events.
            QueueBufferingMaxMessages = 50_000,
            QueueBufferingMaxKbytes = 65_536,

            // A topic that is unknown is said to be so at once, not after 30 s, and asking for it doesn't create it.
            TopicMetadataPropagationMaxMs = 0,
            AllowAutoCreateTopics = false,

            // Of a delivery report only the outcome is read.
            DeliveryReportFields = "status",
        };
        KafkaSecurity.Read(configuration)?.ApplyTo(config);
        return config;
    }
}
