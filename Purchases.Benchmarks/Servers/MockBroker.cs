using Confluent.Kafka;

namespace Purchases.Benchmarks.Servers;

/// <summary>librdkafka's mock of a broker with one topic, in this process. It speaks Kafka's protocol and keeps a few megabytes.</summary>
internal sealed class MockBroker : IDisposable
{
    private static readonly TimeSpan AskTimeout = TimeSpan.FromSeconds(10);

    // Holds the broker for as long as it lives.
    private readonly IAdminClient _client;

    public MockBroker(string topic)
    {
        var config = new AdminClientConfig();
        config.Set("test.mock.num.brokers", "1");
        config.Set("log_level", "0");
        _client = new AdminClientBuilder(config).Build();
        var broker = _client.GetMetadata(topic, AskTimeout).Brokers.Single(); // Creates the topic.
        Address = $"{broker.Host}:{broker.Port}";
    }

    public string Address { get; }

    public void Dispose() => _client.Dispose();
}
