using System.Text;
using System.Text.Json;
using Confluent.Kafka;
using Microsoft.AspNetCore.Http;
using Purchases.Functions;
using Purchases.Functions.Kafka;
using Purchases.Local.Runtime;

namespace Purchases.Tests.Kafka.Confirmed;

/// <summary>Promise 1 with KAFKA_DELIVERY=confirmed: 202 means that the broker has the event.</summary>
public sealed class DeliveryTests : IDisposable
{
    private readonly MockBroker _broker = new();

    public void Dispose() => _broker.Dispose();

    [Fact]
    public async Task Both_ways_put_the_same_key_value_and_headers_on_the_same_partition()
    {
        var messages = Enumerable.Range(0, 40)
            .Select(number => Some.Purchase with { EventId = $"e{number}", UserId = $"客户 \"{number}\" 📦" })
            .SelectMany(purchase => new[]
            {
                TopicMessage.Of(purchase),
                TopicMessage.Of(purchase, Some.TraceParent),
                TopicMessage.OfReplay(new(new("purchases.v1", 5, 17), Some.EventJson, purchase), Some.TraceParent),
            }).ToList();

        await using var app = await ConfirmedApp.StartAsync(_broker);
        await app.Publisher.PublishAsync(messages, TypedResults.Ok());
        using var other = new MockBroker();
        await PublishAsTheBindingAsync(other, messages);

        var confirmed = Described(_broker);
        Assert.Equal(messages.Count, confirmed.Count);
        Assert.Equal(Described(other), confirmed);
        Assert.Equal(4, confirmed.Select(line => line[..2]).Distinct().Count());
    }

    [Fact]
    public async Task A_users_purchases_keep_their_order()
    {
        await using var app = await ConfirmedApp.StartAsync(_broker);
        var items = Enumerable.Range(0, 100).Select(number => $"i{number}").ToList();
        await Task.WhenAll(items.Select(item => app.BuyAsync("u1", item)));

        var read = _broker.Read();
        Assert.Single(read.Select(found => found.Partition).Distinct());
        Assert.Equal(items, read.Select(found => Item(found.Message.Value)));
    }

    [Theory]
    [InlineData(ErrorCode.NotLeaderForPartition)]
    [InlineData(ErrorCode.NotEnoughReplicasAfterAppend)]
    public async Task A_transient_error_is_retried_within_the_call(ErrorCode error)
    {
        await using var app = await ConfirmedApp.StartAsync(_broker);
        _broker.Refuse(error, error);

        Assert.Equal(202, (await app.BuyAsync()).Status);
        Assert.NotEmpty(_broker.Read());
    }

    [Fact]
    public async Task A_client_that_disconnects_does_not_withdraw_its_buy()
    {
        await using var app = await ConfirmedApp.StartAsync(_broker);
        _broker.AnswerAfter(TimeSpan.FromMilliseconds(100));
        var post = Call.Post(Some.BuyJson);
        var answer = new Buy(TimeProvider.System, Some.Telemetry, app.Publisher).RunAsync(post.Request, post.Context.RequestAborted);
        post.ClientLeaves();
        await answer;

        Assert.Equal("i99", Item(Assert.Single(_broker.Read()).Message.Value));
    }

    private static string Item(string json) => JsonElement.Parse(json).GetProperty("itemId").GetString()!;

    // What the extension makes of the attribute and of an envelope (Azure/azure-functions-kafka-extension, Output/KafkaProducerFactory.cs).
    private static async Task PublishAsTheBindingAsync(MockBroker broker, IReadOnlyList<TopicMessage> messages)
    {
        using var producer = new ProducerBuilder<byte[]?, byte[]?>(new ProducerConfig
        {
            BootstrapServers = broker.Address,
            BatchNumMessages = 10_000,
            EnableIdempotence = false,
            LingerMs = 5,
            MessageMaxBytes = 1_000_000,
            MessageTimeoutMs = int.MaxValue,
        }).Build();
        var output = await new BindingPublisher().PublishAsync(messages, TypedResults.Ok());
        foreach (var record in output.Events!.Select(EnvelopeDecoder.Decode))
        {
            var headers = new Headers();
            foreach (var header in record.Headers) headers.Add(header.Key, header.Value);
            producer.Produce(MockBroker.Topic, new() { Key = record.Key, Value = record.Value, Headers = headers });
        }

        producer.Flush(Eventually.Deadline);
    }

    private static List<string> Described(MockBroker broker) =>
        [.. broker.Read()
            .OrderBy(found => found.Partition.Value).ThenBy(found => found.Offset.Value)
            .Select(found => $"{found.Partition.Value} {found.Message.Key} {found.Message.Value} {Described(found.Message.Headers)}")];

    private static string Described(Headers headers) =>
        string.Join(' ', headers.Select(header => $"{header.Key}={Encoding.UTF8.GetString(header.GetValueBytes())}"));
}
