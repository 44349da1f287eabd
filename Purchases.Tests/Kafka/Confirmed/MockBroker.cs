using Confluent.Kafka;

namespace Purchases.Tests.Kafka.Confirmed;

/// <summary>A broker that speaks Kafka's protocol, in this process, and does what a test says. It keeps 5 MiB of each partition.</summary>
internal sealed class MockBroker : IDisposable
{
    public const string Topic = "purchases.v1";

    private const int Id = 1;
    private const short Produce = 0;
    private const short InitProducerId = 22;

    private readonly nint _client;
    private readonly nint _cluster;

    public MockBroker(int partitions = 4)
    {
        (_client, _cluster) = MockCluster.Start(brokers: 1);
        Address = MockCluster.AddressOf(_cluster);
        if (partitions > 0) CreateTopic(partitions);
    }

    /// <summary>Its host and port, for KAFKA_BOOTSTRAP_SERVERS.</summary>
    public string Address { get; }

    public void CreateTopic(int partitions) => Assert.Equal(0, MockCluster.CreateTopic(_cluster, Topic, partitions, 1));

    /// <summary>Goes down: its connections break and new ones are refused. It keeps its events.</summary>
    public void GoAway() => Assert.Equal(0, MockCluster.SetDown(_cluster, Id));

    public void ComeBack() => Assert.Equal(0, MockCluster.SetUp(_cluster, Id));

    /// <summary>Each answer takes this long from now on.</summary>
    public void AnswerAfter(TimeSpan time) => Assert.Equal(0, MockCluster.SetRoundTrip(_cluster, Id, (int)time.TotalMilliseconds));

    /// <summary>Metadata requests for the topic get this error; NoError ends it.</summary>
    public void SayOfTheTopic(ErrorCode error) => MockCluster.SetTopicError(_cluster, Topic, (int)error);

    /// <summary>Metadata requests for the topic get this broker as the partition's leader; -1: it has none.</summary>
    public void SayWhoLeads(int partition, int broker) => Assert.Equal(0, MockCluster.SetLeader(_cluster, Topic, partition, broker));

    /// <summary>The next produce requests fail, one with each.</summary>
    public void Refuse(params ErrorCode[] errors) => Refuse(Produce, errors);

    /// <summary>The next producers that initialize are rejected, one with each.</summary>
    public void RefuseProducers(params ErrorCode[] errors) => Refuse(InitProducerId, errors);

    /// <summary>All events on the topic, in order within each partition.</summary>
    public IReadOnlyList<ConsumeResult<string, string>> Read()
    {
        using var consumer = new ConsumerBuilder<string, string>(new ConsumerConfig
        {
            BootstrapServers = Address,
            GroupId = "reader",
            EnableAutoCommit = false,
            EnablePartitionEof = true,
        }).Build();
        using var admin = new DependentAdminClientBuilder(consumer.Handle).Build();
        var partitions = admin.GetMetadata(Topic, Eventually.Deadline).Topics.Single().Partitions;
        consumer.Assign(partitions.Select(partition => new TopicPartitionOffset(Topic, partition.PartitionId, Offset.Beginning)));

        List<ConsumeResult<string, string>> read = [];
        for (var open = partitions.Count; open > 0;)
        {
            var result = consumer.Consume(Eventually.Deadline) ?? throw new TimeoutException("The broker has given no event.");
            if (result.IsPartitionEOF) open--;
            else read.Add(result);
        }

        return read;
    }

    public void Dispose() => MockCluster.Destroy(_client);

    private void Refuse(short request, ErrorCode[] errors) =>
        MockCluster.PushErrors(_cluster, request, (nuint)errors.Length, Array.ConvertAll(errors, error => (int)error));
}
