using Confluent.Kafka;

namespace Purchases.Tests.Kafka.Confirmed;

/// <summary>/health/ready of an app that publishes.</summary>
public sealed class ReadinessTests : IDisposable
{
    private readonly MockBroker _broker = new();

    public void Dispose() => _broker.Dispose();

    [Fact]
    public async Task Not_ready_while_no_broker_answers_and_ready_when_one_does_again()
    {
        await using var app = await ConfirmedApp.StartAsync(_broker);
        await app.BuyAsync();
        _broker.GoAway();
        var answer = await Eventually.GetAsync(app.ReadyAsync, answer => answer.Status == 503);

        Assert.StartsWith(
            "Not ready: topic purchases.v1 (Kafka did not answer a metadata request within 2 s (", answer.Detail, StringComparison.Ordinal);
        Assert.Contains("KAFKA_BOOTSTRAP_SERVERS", answer.Detail, StringComparison.Ordinal);
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
        await Eventually.GetAsync(() => app.BuyAsync(), bought => bought.Status == 202);

        Assert.Equal(503, (await app.ReadyAsync()).Status);
        time.Advance(Limits.DeliveryTimeout);
        await Eventually.GetAsync(app.ReadyAsync, answer => answer.Status == 200);
    }

    // Metadata doesn't show whether the user has the right by now.
    [Fact]
    public async Task A_right_that_is_missing_counts_for_a_minute_unless_a_delivery_works()
    {
        var time = Some.Clock();
        await using var app = await ConfirmedApp.StartAsync(_broker, time: time);
        _broker.Refuse(ErrorCode.TopicAuthorizationFailed);
        await app.BuyAsync();
        time.Advance(TimeSpan.FromSeconds(59));
        var answer = await app.ReadyAsync();

        Assert.Equal(503, answer.Status);
        Assert.StartsWith(
            "Not ready: topic purchases.v1 (Kafka does not allow this app to write to topic purchases.v1.", answer.Detail,
            StringComparison.Ordinal);
        time.Advance(TimeSpan.FromSeconds(1));
        await Eventually.GetAsync(app.ReadyAsync, answer => answer.Status == 200);
    }

    // Nobody buys, and the producer that replaces the rejected one could fetch metadata.
    [Fact]
    public async Task A_producer_that_is_rejected_at_its_start_counts_for_a_minute()
    {
        var time = Some.Clock();
        _broker.RefuseProducers(ErrorCode.ClusterAuthorizationFailed);
        await using var app = await ConfirmedApp.StartAsync(_broker, time: time);
        await Eventually.TrueAsync(() => app.Producer.Cause is { IsFatal: true });
        for (var seconds = 0; seconds < 60; seconds += 5)
        {
            var answer = await app.ReadyAsync();
            Assert.Equal(503, answer.Status);
            Assert.Contains("IdempotentWrite on the cluster", answer.Detail, StringComparison.Ordinal);
            time.Advance(TimeSpan.FromSeconds(5));
        }

        await Eventually.GetAsync(app.ReadyAsync, answer => answer.Status == 200);
    }

    // The clock stands still, so only the broker's metadata makes the app ready again.
    [Fact]
    public async Task Ready_as_soon_as_a_broker_that_has_started_knows_the_topic_again()
    {
        await using var app = await ConfirmedApp.StartAsync(_broker, time: Some.Clock());
        await app.BuyAsync();
        _broker.SayOfTheTopic(ErrorCode.UnknownTopicOrPart);
        var answer = await Eventually.GetAsync(app.ReadyAsync, answer => answer.Status == 503);
        Assert.Contains("A broker doesn't know topic purchases.v1, which existed before", answer.Detail, StringComparison.Ordinal);
        Assert.Equal(503, (await app.BuyAsync()).Status);

        _broker.SayOfTheTopic(ErrorCode.NoError);
        await Eventually.GetAsync(app.ReadyAsync, answer => answer.Status == 200);
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
    public async Task One_event_that_the_topic_rejects_leaves_the_app_ready()
    {
        await using var app = await ConfirmedApp.StartAsync(_broker);
        _broker.Refuse(ErrorCode.InvalidRecord);
        await app.BuyAsync();

        await Eventually.GetAsync(app.ReadyAsync, answer => answer.Status == 200);
        Assert.DoesNotContain(app.Logs.Lines(), line => line.StartsWith("Error", StringComparison.Ordinal));
    }

    // With the binding each buy is a 202, and its event is lost within a minute.
    [Fact]
    public async Task With_the_output_binding_not_ready_while_the_topic_is_missing()
    {
        _broker.SayOfTheTopic(ErrorCode.UnknownTopicOrPart);
        await using var app = await ConfirmedApp.StartAsync(_broker, delivery: "binding");

        await Eventually.GetAsync(
            app.ReadyAsync, answer => answer.Status == 503 && answer.Detail!.Contains("Kafka has no topic purchases.v1. Create it"));
        _broker.SayOfTheTopic(ErrorCode.NoError);
        await Eventually.GetAsync(app.ReadyAsync, answer => answer.Status == 200);
    }

    [Fact]
    public async Task With_the_output_binding_not_ready_while_no_broker_answers()
    {
        await using var app = await ConfirmedApp.StartAsync(_broker, delivery: "binding");
        await Eventually.GetAsync(app.ReadyAsync, answer => answer.Status == 200);
        _broker.GoAway();

        await Eventually.GetAsync(app.ReadyAsync, answer => answer.Status == 503);
    }
}
