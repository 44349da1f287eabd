using Confluent.Kafka;
using Microsoft.Extensions.Configuration;
using Purchases.Core;

namespace Purchases.Functions.Kafka.Confirmed;

/// <summary>How the confirmed producer is set up. It differs from the output binding's producer only in delivery.</summary>
internal static class ProducerSettings
{
    /// <exception cref="SettingsException">One that it needs is malformed.</exception>
    public static ProducerConfig Read(IConfiguration configuration)
    {
        var config = new ProducerConfig
        {
            BootstrapServers = configuration["KAFKA_BOOTSTRAP_SERVERS"],
            ClientId = "purchases",

            // Delivery: all in-sync replicas, each event once and in order however often a send is repeated.
            Acks = Acks.All,
            EnableIdempotence = true,
            MessageTimeoutMs = (int)Limits.DeliveryTimeout.TotalMilliseconds,

            // The default of both producers, which the binding's attribute can't change: another one here would move users to other
            // partitions.
            Partitioner = Partitioner.ConsistentRandom,

            // Limits a batch as well as an event: librdkafka sends no batch that is larger, whatever batch.size allows.
            MessageMaxBytes = TopicMessage.BatchBytesMax,

            // The binding's defaults. Azure Event Hubs closes connections that are idle for 4 minutes.
            LingerMs = 5,
            SocketKeepaliveEnable = true,
            MetadataMaxAgeMs = 180_000,

            // Bounds on what waits: more is refused at once. An event takes some 300 bytes.
            QueueBufferingMaxMessages = 100_000,
            QueueBufferingMaxKbytes = 65_536,

            // A topic that is unknown is said to be so at once, not after 30 s.
            TopicMetadataPropagationMaxMs = 0,

            // Of a delivery report only the outcome is read.
            DeliveryReportFields = "status",
        };
        KafkaSecurity.Read(configuration)?.ApplyTo(config);
        return config;
    }
}
