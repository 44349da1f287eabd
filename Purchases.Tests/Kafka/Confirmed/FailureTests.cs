using Confluent.Kafka;
using Purchases.Tests.Support;

namespace Purchases.Tests.Kafka.Confirmed;

/// <summary>What a caller is told when an event isn't confirmed, and that nothing which happens to a producer needs a restart.</summary>
public sealed class FailureTests : IDisposable
{
    private const string MayArrive =
        "The event may still arrive; repeating the call is safe with the same Idempotency-Key (a replay needs none).";

    private readonly MockBroker _broker = new();

    public void Dispose() => _broker.Dispose();

    [Fact]
    public async Task A_broker_that_is_away_is_a_503_and_when_it_is_back_buying_goes_on()
    {
        await using var app = await ConfirmedApp.StartAsync(_broker, config => config.MessageTimeoutMs = 1000);
        await app.BuyAsync();
        _broker.GoAway();
        var refused = await app.BuyAsync();

        Assert.Equal((503, "1"), (refused.Status, refused.Headers.RetryAfter.ToString()));
        Assert.StartsWith("Kafka did not confirm the event within 10 s", refused.Detail, StringComparison.Ordinal);
        Assert.EndsWith(MayArrive, refused.Detail, StringComparison.Ordinal);

        _broker.ComeBack();
        await Eventually.GetAsync(() => app.BuyAsync(), answer => answer.Status == 202);
    }

    [Fact]
    public async Task A_broker_that_takes_too_long_is_a_503_in_time()
    {
        await using var app = await ConfirmedApp.StartAsync(_broker, config => config.MessageTimeoutMs = 1000);
        await app.BuyAsync();
        _broker.AnswerAfter(TimeSpan.FromMinutes(5));

        Assert.Equal(503, (await app.BuyAsync().WaitAsync(Eventually.Deadline)).Status);
        _broker.AnswerAfter(TimeSpan.Zero);
    }

    [Fact]
    public async Task A_buy_with_the_same_key_after_a_503_has_the_same_event_id()
    {
        await using var app = await ConfirmedApp.StartAsync(_broker, config => config.MessageTimeoutMs = 1000);
        await app.BuyAsync();
        _broker.AnswerAfter(TimeSpan.FromSeconds(2));
        Assert.Equal(503, (await app.BuyAsync(key: "order-17")).Status);
        _broker.AnswerAfter(TimeSpan.Zero);
        var repeated = await Eventually.GetAsync(() => app.BuyAsync(key: "order-17"), answer => answer.Status == 202);

        // The first one arrived after all. The recorder takes the eventId once.
        var eventId = repeated.Json.GetProperty("eventId").GetString()!;
        Assert.Contains(_broker.Read(), found => found.Message.Value.Contains(eventId, StringComparison.Ordinal));
    }

    [Fact]
    public async Task When_too_many_wait_a_buy_is_refused_at_once()
    {
        await using var app = await ConfirmedApp.StartAsync(_broker, config => config.QueueBufferingMaxMessages = 10);
        await app.BuyAsync();
        _broker.GoAway();
        var waiting = Enumerable.Range(0, 10).Select(_ => app.BuyAsync()).ToList();
        var refused = await app.BuyAsync();

        Assert.DoesNotContain(waiting, call => call.IsCompleted);
        Assert.Equal($"Too many events wait for Kafka to confirm them. {MayArrive}", WithoutCause(refused.Detail!));
        _broker.ComeBack();
        Assert.All(await Task.WhenAll(waiting), answer => Assert.Equal(202, answer.Status));
    }

    [Theory]
    [InlineData(ErrorCode.UnknownTopicOrPart, "Kafka has no topic purchases.v1. Create it, or put KAFKA_TOPIC right.")]
    [InlineData(
        ErrorCode.TopicAuthorizationFailed,
        "Kafka does not let this app write to topic purchases.v1. " +
        "Give the user of KAFKA_USERNAME the right to Write to it and, before Kafka 3.0, IdempotentWrite on the cluster.")]
    public async Task A_topic_that_is_missing_or_forbidden_is_named_at_once_and_works_when_it_is_put_right(ErrorCode error, string detail)
    {
        _broker.SayOfTheTopic(error);
        await using var app = await ConfirmedApp.StartAsync(_broker, config => config.MessageTimeoutMs = int.MaxValue);
        var refused = await app.BuyAsync().WaitAsync(Eventually.Deadline);

        Assert.Equal((503, detail), (refused.Status, refused.Detail));
        _broker.SayOfTheTopic(ErrorCode.NoError);
        await Eventually.GetAsync(() => app.BuyAsync(), answer => answer.Status == 202);
    }

    [Theory]
    [InlineData(ErrorCode.TopicAuthorizationFailed, "Write to it")]
    [InlineData(ErrorCode.MsgSizeTooLarge, "max.message.bytes")]
    [InlineData(ErrorCode.InvalidRecord, "InvalidRecord")]
    public async Task What_the_broker_refuses_is_named_at_once(ErrorCode error, string named)
    {
        await using var app = await ConfirmedApp.StartAsync(_broker);
        _broker.Refuse(error);
        var refused = await app.BuyAsync();

        Assert.Equal(503, refused.Status);
        Assert.Contains(named, refused.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain("may still arrive", refused.Detail, StringComparison.Ordinal);
        await Eventually.GetAsync(() => app.BuyAsync(), answer => answer.Status == 202);
    }

    [Fact]
    public async Task After_a_fatal_error_the_calls_under_way_are_503_and_the_next_ones_work()
    {
        await using var app = await ConfirmedApp.StartAsync(_broker);
        await app.BuyAsync();
        _broker.Refuse(ErrorCode.OutOfOrderSequenceNumber);
        var underWay = await BuyTwentyAsync(app).WaitAsync(Eventually.Deadline);

        var refused = underWay.First(answer => answer.Status == 503);
        Assert.StartsWith("The producer failed for good and is replaced", refused.Detail, StringComparison.Ordinal);
        Assert.EndsWith(MayArrive, refused.Detail, StringComparison.Ordinal);
        Assert.All(await BuyTwentyAsync(app), answer => Assert.Equal(202, answer.Status));
        Assert.Single(
            app.Logs.Lines(), line => line.Contains("failed for good and is replaced: OutOfOrderSequenceNumber", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_user_who_may_not_write_idempotently_is_named_and_works_when_that_is_put_right()
    {
        _broker.RefuseProducers(ErrorCode.ClusterAuthorizationFailed);
        await using var app = await ConfirmedApp.StartAsync(_broker);
        var refused = await app.BuyAsync();

        Assert.Equal(503, refused.Status);
        Assert.Contains("IdempotentWrite on the cluster", refused.Detail, StringComparison.Ordinal);
        await Eventually.GetAsync(() => app.BuyAsync(), answer => answer.Status == 202);
    }

    [Fact]
    public async Task A_producer_that_fails_again_and_again_heals_all_the_same()
    {
        await using var app = await ConfirmedApp.StartAsync(_broker);
        for (var time = 0; time < 3; time++)
        {
            _broker.Refuse(ErrorCode.OutOfOrderSequenceNumber);
            Assert.Equal(503, (await app.BuyAsync()).Status);
            await Eventually.GetAsync(() => app.BuyAsync(), answer => answer.Status == 202);
        }
    }

    [Fact]
    public async Task A_producer_that_fails_at_once_is_replaced_at_once_and_from_then_on_once_a_second()
    {
        _broker.RefuseProducers(ErrorCode.ClusterAuthorizationFailed, ErrorCode.ClusterAuthorizationFailed);
        var time = Some.Clock();
        await using var app = await ConfirmedApp.StartAsync(_broker, time: time);
        await Eventually.TrueAsync(() => AskBroker(app) == ErrorCode.ClusterAuthorizationFailed);
        time.Advance(TimeSpan.FromSeconds(0.999));

        Assert.Equal(ErrorCode.ClusterAuthorizationFailed, AskBroker(app));
        Assert.Contains("IdempotentWrite on the cluster", (await app.BuyAsync()).Detail, StringComparison.Ordinal);
        Assert.Single(app.Logs.Lines(), Replaced);

        time.Advance(TimeSpan.FromSeconds(0.001));
        Assert.Null(AskBroker(app));
        Assert.Equal(202, (await app.BuyAsync()).Status);
        Assert.Equal(2, app.Logs.Lines().Count(Replaced));
    }

    [Fact]
    public async Task A_configuration_that_the_producer_refuses_ends_the_start() =>
        await Assert.ThrowsAsync<InvalidOperationException>(() => ConfirmedApp.StartAsync(_broker, config =>
        {
            config.SecurityProtocol = SecurityProtocol.Ssl;
            config.SslCaLocation = "nowhere.pem";
        }));

    [Fact]
    public async Task An_outage_is_logged_when_it_starts_and_when_it_is_over()
    {
        var time = Some.Clock();
        await using var app = await ConfirmedApp.StartAsync(_broker, time: time);
        _broker.Refuse(ErrorCode.TopicAuthorizationFailed);
        var refused = 0;
        while ((await app.BuyAsync()).Status != 202) refused++;
        time.Advance(TimeSpan.FromSeconds(10));
        await app.BuyAsync();

        Assert.Single(app.Logs.Lines(), line => line.StartsWith("Error: Delivery to topic purchases.v1 fails: ", StringComparison.Ordinal));
        Assert.Single(
            app.Logs.Lines(),
            line => line == $"Warning: Delivery to topic purchases.v1 works again after 0 s ({refused} failures, 2 successes)");
        Assert.DoesNotContain(app.Logs.Lines(), line => line.Contains("u1", StringComparison.Ordinal));
    }

    private static ErrorCode? AskBroker(ConfirmedApp app) => app.Producer.AskBroker(Eventually.Deadline)?.Code;

    private static bool Replaced(string line) => line.Contains("failed for good and is replaced", StringComparison.Ordinal);

    private static Task<Call[]> BuyTwentyAsync(ConfirmedApp app) =>
        Task.WhenAll(Enumerable.Range(0, 20).Select(number => app.BuyAsync($"u{number}")));

    private static string WithoutCause(string detail)
    {
        var open = detail.IndexOf(" (no broker", StringComparison.Ordinal);
        return open < 0 ? detail : detail.Remove(open, detail.IndexOf(')', open) + 1 - open);
    }
}
