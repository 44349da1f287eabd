using Confluent.Kafka;
using Purchases.Core;
using Purchases.Functions.Kafka.Confirmed;

namespace Purchases.Tests.Kafka.Confirmed;

public sealed class ProducerSettingsTests
{
    private static readonly ProducerConfig Config = ProducerSettings.Read(Settings.Of(
        ("KAFKA_BOOTSTRAP_SERVERS", "kafka:9092"), ("KAFKA_DELIVERY", "confirmed")));

    [Fact]
    public void What_the_promise_rests_on_is_written_out()
    {
        Assert.Equal(Acks.All, Config.Acks);
        Assert.True(Config.EnableIdempotence);
        Assert.Equal(Partitioner.ConsistentRandom, Config.Partitioner);
    }

    // An event that times out in the middle of a batch makes librdkafka write the younger ones twice. Kafka's defaults let a broker that is
    // gone hold up its partitions for 18 s, and one that lags for 30 s.
    [Fact]
    public void An_event_is_tried_for_longer_than_any_stall_that_Kafka_ends_by_itself_and_than_its_call_waits()
    {
        Assert.InRange(Config.MessageTimeoutMs!.Value, 60_000, 300_000);
        Assert.True(Config.MessageTimeoutMs > Limits.DeliveryTimeout.TotalMilliseconds);
    }

    [Fact]
    public void Asking_for_the_topic_neither_creates_it_nor_needs_a_right_to_write()
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
    public void A_missing_topic_is_not_waited_for() => Assert.Equal(0, Config.TopicMetadataPropagationMaxMs);

    [Fact]
    public void An_idle_connection_is_kept_as_event_hubs_wants_it()
    {
        Assert.True(Config.SocketKeepaliveEnable);
        Assert.True(Config.MetadataMaxAgeMs < TimeSpan.FromMinutes(4).TotalMilliseconds);
    }

    [Fact]
    public void It_logs_in_as_the_bindings_do()
    {
        using var folder = new TestFolder();
        var config = ProducerSettings.Read(Settings.Of(
            ("KAFKA_BOOTSTRAP_SERVERS", "kafka:9093"),
            ("KAFKA_SECURITY_PROTOCOL", "SASL_SSL"),
            ("KAFKA_SASL_MECHANISM", "PLAIN"),
            ("KAFKA_USERNAME", "anna"),
            ("KAFKA_PASSWORD", "secret"),
            ("KAFKA_CA_LOCATION", Pem.Write(folder))));

        Assert.Equal(
            ("kafka:9093", SecurityProtocol.SaslSsl, SaslMechanism.Plain, "anna", "secret", folder.File("ca.pem")),
            (config.BootstrapServers, config.SecurityProtocol, config.SaslMechanism, config.SaslUsername, config.SaslPassword,
            config.SslCaLocation));

        // librdkafka takes them; it would be an exception otherwise.
        using var producer = new ProducerBuilder<string, string>(config).Build();
    }
}
