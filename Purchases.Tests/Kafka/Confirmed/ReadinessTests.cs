using Confluent.Kafka;
using Purchases.Tests.Support;

namespace Purchases.Tests.Kafka.Confirmed;

/// <summary>/health/ready of an app that publishes.</summary>
public sealed class ReadinessTests : IDisposable
{
    private readonly MockBroker _broker = new();

    public void Dispose() => _broker.Dispose();

    [Fact]
    public async Task Ready_while_a_broker_answers_for_the_topic()
    {
        await using var app = await ConfirmedApp.StartAsync(_broker);

        await Eventually.GetAsync(app.ReadyAsync, answer => answer.Status == 200);
    }

    [Fact]
    public async Task Not_ready_while_no_broker_answers_and_ready_when_one_does_again()
    {
        await using var app = await ConfirmedApp.StartAsync(_broker);
        await app.BuyAsync();
        _broker.GoAway();
        var answer = await Eventually.GetAsync(app.ReadyAsync, answer => answer.Status == 503);

        Assert.StartsWith(
            "Not ready: topic purchases.v1 (No broker of KAFKA_BOOTSTRAP_SERVERS answers for it", answer.Detail, StringComparison.Ordinal);
        _broker.ComeBack();
        await Eventually.GetAsync(app.ReadyAsync, answer => answer.Status == 200);
    }

    [Fact]
    public async Task Not_ready_until_no_delivery_has_failed_for_10_s()
    {
        var time = Some.Clock();
        await using var app = await ConfirmedApp.StartAsync(_broker, time: time);
        _broker.Refuse(ErrorCode.TopicAuthorizationFailed);
        await app.BuyAsync();
        var answer = await app.ReadyAsync();

        Assert.Equal(503, answer.Status);
        Assert.StartsWith(
            "Not ready: topic purchases.v1 (Kafka does not let this app write to topic purchases.v1.", answer.Detail,
            StringComparison.Ordinal);
        await Eventually.GetAsync(() => app.BuyAsync(), bought => bought.Status == 202);
        Assert.Equal(503, (await app.ReadyAsync()).Status);
        time.Advance(TimeSpan.FromSeconds(10));
        await Eventually.GetAsync(app.ReadyAsync, answer => answer.Status == 200);
    }

    [Fact]
    public async Task Not_ready_while_the_topic_is_missing()
    {
        await using var app = await ConfirmedApp.StartAsync(_broker);
        _broker.SayOfTheTopic(ErrorCode.UnknownTopicOrPart);
        var answer = await Eventually.GetAsync(app.ReadyAsync, answer => answer.Status == 503);

        Assert.Contains("Kafka has no topic purchases.v1", answer.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Not_ready_while_no_partition_has_a_leader_and_ready_when_one_has()
    {
        await using var app = await ConfirmedApp.StartAsync(_broker);
        for (var partition = 0; partition < 4; partition++) _broker.SayWhoLeads(partition, -1);
        Assert.Equal(503, (await app.ReadyAsync()).Status);

        _broker.SayWhoLeads(3, 1);
        await Eventually.GetAsync(app.ReadyAsync, answer => answer.Status == 200);
    }

    [Fact]
    public async Task One_event_that_is_too_large_leaves_the_app_ready()
    {
        await using var app = await ConfirmedApp.StartAsync(_broker);
        _broker.Refuse(ErrorCode.MsgSizeTooLarge);
        await app.BuyAsync();

        Assert.Equal(200, (await app.ReadyAsync()).Status);
    }
}
