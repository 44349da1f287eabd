using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Confluent.Kafka;
using Microsoft.Azure.Functions.Worker;
using Purchases.Functions.Kafka;
using Purchases.Functions.Kafka.Confirmed;
using Purchases.Tests.Kafka.Confirmed;

namespace Purchases.Tests.Kafka;

/// <summary>
/// A topic's <c>max.message.bytes</c> limits the batch that a producer sends, and librdkafka neither knows that limit nor splits a batch
/// that the broker rejects: all events in it are lost. So what waits must leave in batches that fit every topic.
/// </summary>
public sealed partial class BatchSizeTests
{
    // Kafka's record batch header (DefaultRecordBatch.RECORD_BATCH_OVERHEAD), which librdkafka doesn't count for a batch of one event.
    private const int HeaderBytes = 61;

    // The limit of a topic that is made without max.message.bytes, and of Azure Event Hubs Standard
    // (https://learn.microsoft.com/azure/event-hubs/event-hubs-quotas).
    private const int KafkaDefaultBytes = 1_048_588;
    private const int EventHubsStandardBytes = 1_048_576;

    private static readonly string[] Places =
    [
        "deploy/kubernetes/base/make-topic.sh", "docker-compose.yml", "docs/event.md", "docs/operations.md", "docs/contracts/asyncapi.json",
    ];

    public static TheoryData<string> Producers => ["binding", "confirmed"];

    [Fact]
    public void Every_topic_that_is_created_or_documented_accepts_the_largest_batch() =>
        Assert.InRange(TopicMessage.BatchBytesMax + HeaderBytes, 1, SmallestTopicLimit());

    [Fact]
    public void The_docs_tell_other_producers_the_limit() => Assert.Contains(
        $"`message.max.bytes` to {TopicMessage.BatchBytesMax}", Repository.Read("docs/event.md"), StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(Producers))]
    public void A_page_of_the_largest_replays_is_sent_in_batches_that_every_topic_accepts(string producer) =>
        Assert.InRange(LargestBatch(producer, Limits.ReplayPageSizeMax, LargestReplay()), Limits.EventBytesMax, SmallestTopicLimit());

    private static int SmallestTopicLimit()
    {
        Assert.Contains("sku: { name: 'Standard'", Repository.Read("deploy/azure/modules/event-hubs.bicep"), StringComparison.Ordinal);
        List<int> limits = [KafkaDefaultBytes, EventHubsStandardBytes];
        foreach (var place in Places)
        {
            var found = TopicLimit().Matches(Repository.Read(place)).Select(match => int.Parse(match.Groups["bytes"].Value)).ToList();
            Assert.True(found.Count > 0, place);
            limits.AddRange(found);
        }

        return limits.Min();
    }

    private static TopicMessage LargestReplay()
    {
        var user = string.Concat(Enumerable.Repeat("📦", Limits.TextCharsMax));
        var topic = new string('t', 249);
        var original = new EventPosition(topic, int.MaxValue, long.MaxValue);
        return TopicMessage.OfReplay(
            new(original, new('x', Limits.EventBytesMax), Some.Purchase with { UserId = user }), Some.TraceParent);
    }

    // librdkafka's own statistics say how large the batches were. The events are of one user, so of one partition, and none leaves before
    // all are there.
    private static long LargestBatch(string name, int count, TopicMessage message)
    {
        using var broker = new MockBroker();
        var config = name == "confirmed" ? ProducerSettings.Read(Settings.Of(("KAFKA_BOOTSTRAP_SERVERS", broker.Address))) : new()
        {
            // What the extension makes of the attribute (Azure/azure-functions-kafka-extension, Output/KafkaProducerFactory.cs).
            BootstrapServers = broker.Address,
            BatchNumMessages = 10_000,
            MessageMaxBytes = typeof(PublishOutput).GetProperty(nameof(PublishOutput.Events))!
                .GetCustomAttribute<KafkaOutputAttribute>()!.MaxMessageBytes,
        };
        config.LingerMs = 60_000;
        config.MessageTimeoutMs = int.MaxValue;
        config.StatisticsIntervalMs = 100;
        var largest = 0L;
        using var producer = new ProducerBuilder<string, string>(config)
            .SetStatisticsHandler((_, json) => Interlocked.Exchange(ref largest, Math.Max(largest, LargestBatch(json)))).Build();
        var headers = new Headers();
        foreach (var (header, text) in message.Headers) headers.Add(header, Encoding.UTF8.GetBytes(text));
        for (var number = 0; number < count; number++)
            producer.Produce(MockBroker.Topic, new() { Key = message.Key, Value = message.Value, Headers = headers });

        Assert.Equal(0, producer.Flush(Eventually.Deadline));
        Assert.True(SpinWait.SpinUntil(() => Interlocked.Read(ref largest) > 0, Eventually.Deadline));
        return largest;
    }

    private static long LargestBatch(string statistics) =>
        JsonElement.Parse(statistics).GetProperty("topics").TryGetProperty(MockBroker.Topic, out var topic)
            ? topic.GetProperty("batchsize").GetProperty("max").GetInt64()
            : 0;

    [GeneratedRegex(@"max\.message\.bytes`?\W{0,3}(is |to |of )?(?<bytes>\d+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TopicLimit();
}
