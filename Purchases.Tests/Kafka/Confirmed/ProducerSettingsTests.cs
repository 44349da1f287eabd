using Confluent.Kafka;
using Purchases.Functions.Kafka.Confirmed;

namespace Purchases.Tests.Kafka.Confirmed;

public sealed class ProducerSettingsTests
{
    private static readonly ProducerConfig Config = ProducerSettings.Read(Settings.Of(
        ("KAFKA_BOOTSTRAP_SERVERS", "kafka:9092"), ("KAFKA_DELIVERY", "confirmed")));

    [Fact]
    public void The_settings_behind_the_promise_are_explicit()
    {
        Assert.Equal(Acks.All, Config.Acks);
        Assert.True(Config.EnableIdempotence);
        Assert.Equal(Partitioner.ConsistentRandom, Config.Partitioner);
    }

    // An event that times out in the middle of a batch makes librdkafka write the younger ones twice. Kafka's defaults let a broker that is
    // gone hold up its partitions for 18 s, and one that lags for 30 s.
    [Fact]
    public void An_event_is_retried_for_longer_than_a_failover_of_Kafka_and_than_its_call_waits()
    {
        Assert.InRange(Config.MessageTimeoutMs!.Value, 60_000, 300_000);
        Assert.True(Config.MessageTimeoutMs > Limits.DeliveryTimeout.TotalMilliseconds);
    }

    [Fact]
    public void Metadata_requests_neither_create_the_topic_nor_need_the_right_to_write()
    {
        var asking = ProducerSettings.Read(Settings.Of(("KAFKA_BOOTSTRAP_SERVERS", "kafka:9092")));

        Assert.False(Config.AllowAutoCreateTopics);
        Assert.False(asking.AllowAutoCreateTopics);
        Assert.False(asking.EnableIdempotence);
    }

    // A waiting event was measured at 3 to 5 kB in the process, and a pod's heap may have about 410 MB.
    [Fact]
    public void What_waits_fits_into_a_pod()
    {
        Assert.Equal(50_000, Config.QueueBufferingMaxMessages);
        Assert.Equal(65_536, Config.QueueBufferingMaxKbytes);
    }

    [Fact]
    public void The_producer_does_not_wait_for_a_missing_topic() => Assert.Equal(0, Config.TopicMetadataPropagationMaxMs);

    [Fact]
    public void Idle_connections_are_kept_as_Event_Hubs_requires()
    {
        Assert.True(Config.SocketKeepaliveEnable);
        Assert.True(Config.MetadataMaxAgeMs < TimeSpan.FromMinutes(4).TotalMilliseconds);
    }
}
