using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Confluent.Kafka;
using Microsoft.Extensions.Time.Testing;

namespace Purchases.Tests.Kafka.Confirmed;

/// <summary>The response when an event isn't confirmed. No failure of a producer needs a restart.</summary>
public sealed class FailureTests : IDisposable
{
    private const string MayArrive =
        "The event may still arrive; repeating the call is safe with the same Idempotency-Key (a replay needs none).";

    private readonly MockBroker _broker = new();

    public void Dispose() => _broker.Dispose();

    [Fact]
    public async Task A_broker_that_is_down_is_a_503_after_10_s_and_when_it_is_up_again_buying_works()
    {
        var time = Some.Clock();
        await using var app = await ConfirmedApp.StartAsync(_broker, time: time);
        await app.BuyAsync();
        _broker.GoAway();
        var buying = app.BuyAsync();
        time.Advance(TimeSpan.FromSeconds(9.999));
        Assert.False(buying.IsCompleted);
        await Eventually.TrueAsync(() => app.Producer.Cause is not null);
        var refused = await AfterTheTimeoutAsync(buying, time);

        Assert.Equal((503, "1"), (refused.Status, refused.Headers.RetryAfter.ToString()));
        Assert.StartsWith("Kafka did not confirm the event within 10 s (", refused.Detail, StringComparison.Ordinal);
        Assert.Contains("KAFKA_BOOTSTRAP_SERVERS", refused.Detail, StringComparison.Ordinal);
        Assert.EndsWith(MayArrive, refused.Detail, StringComparison.Ordinal);

        _broker.ComeBack();
        Assert.Equal(202, (await app.BuyAsync().WaitAsync(Eventually.Deadline)).Status);
    }

    // Too few replicas in sync look like this: no connection fails, and nothing is confirmed.
    [Fact]
    public async Task A_broker_that_answers_too_late_is_a_503_that_suggests_too_few_replicas_in_sync()
    {
        var time = Some.Clock();
        await using var app = await ConfirmedApp.StartAsync(_broker, time: time);
        await app.BuyAsync();
        _broker.AnswerAfter(TimeSpan.FromMinutes(1));
        var refused = await AfterTheTimeoutAsync(app.BuyAsync(), time);

        Assert.Equal(503, refused.Status);
        Assert.Contains("min.insync.replicas", refused.Detail, StringComparison.Ordinal);
        _broker.AnswerAfter(TimeSpan.Zero);
    }

    // What a client with PLAINTEXT sees of a SASL listener.
    [Fact]
    public async Task A_listener_that_closes_connections_suggests_the_security_protocol_in_answer_log_and_readiness()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var closing = CloseConnectionsAsync(listener);
        var time = Some.Clock();
        await using (var app = await ConfirmedApp.StartAsync(
            _broker, config => config.BootstrapServers = $"{listener.LocalEndpoint}", time))
        {
            await Eventually.TrueAsync(() => app.Producer.Cause is not null);
            var refused = await AfterTheTimeoutAsync(app.BuyAsync(), time);
            var ready = await app.ReadyAsync();

            var line = Assert.Single(app.Logs.Lines(), line => line.StartsWith("Error: Delivery", StringComparison.Ordinal));
            Assert.All(
                [refused.Detail!, ready.Detail!, line],
                text => Assert.Contains("KAFKA_SECURITY_PROTOCOL", text, StringComparison.Ordinal));

            // The producer tries the event for 5 s more.
            var stopping = app.StopAsync();
            await Eventually.TrueAsync(() =>
            {
                time.Advance(TimeSpan.FromSeconds(1));
                return stopping.IsCompleted;
            });
        }

        listener.Stop();
        await Assert.ThrowsAnyAsync<Exception>(() => closing);
    }

    [Fact]
    public async Task Events_whose_calls_were_answered_503_arrive_each_once_and_in_order_when_the_broker_answers_again()
    {
        var time = Some.Clock();
        await using var app = await ConfirmedApp.StartAsync(_broker, time: time);
        await app.BuyAsync("u1", "i0");
        _broker.AnswerAfter(TimeSpan.FromMinutes(1));
        var calls = Enumerable.Range(1, 20).Select(number => app.BuyAsync("u1", $"i{number}")).ToList();
        Assert.All(await AfterTheTimeoutAsync(Task.WhenAll(calls), time), answer => Assert.Equal(503, answer.Status));

        _broker.AnswerAfter(TimeSpan.Zero);
        Assert.Equal(202, (await app.BuyAsync("u1", "i21").WaitAsync(Eventually.Deadline)).Status);
        Assert.Equal(
            Enumerable.Range(0, 22).Select(number => $"i{number}"),
            _broker.Read().Select(found => JsonElement.Parse(found.Message.Value).GetProperty("itemId").GetString()));
    }

    // Memory stays bounded in an outage of any length: a call that was answered 503 doesn't make room.
    [Fact]
    public async Task When_too_many_events_wait_a_buy_is_rejected_at_once_even_after_the_others_were_answered()
    {
        var time = Some.Clock();
        await using var app = await ConfirmedApp.StartAsync(_broker, config => config.QueueBufferingMaxMessages = 10, time);
        await app.BuyAsync();
        _broker.GoAway();
        var waiting = Enumerable.Range(0, 10).Select(_ => app.BuyAsync()).ToList();
        AssertTooMany(await app.BuyAsync());
        Assert.DoesNotContain(waiting, call => call.IsCompleted);

        Assert.All(await AfterTheTimeoutAsync(Task.WhenAll(waiting), time), answer => Assert.Equal(503, answer.Status));
        AssertTooMany(await app.BuyAsync());

        _broker.ComeBack();
        await Eventually.GetAsync(() => app.BuyAsync(), answer => answer.Status == 202);
        Assert.Equal(12, _broker.Read().Count);
    }

    [Theory]
    [InlineData(ErrorCode.UnknownTopicOrPart, "Kafka has no topic purchases.v1. Create it, or correct KAFKA_TOPIC.")]
    [InlineData(
        ErrorCode.TopicAuthorizationFailed,
        "Kafka does not allow this app to write to topic purchases.v1. " +
        "Give the user of KAFKA_USERNAME the right to Write to it and, before Kafka 3.0, IdempotentWrite on the cluster.")]
    public async Task A_missing_or_forbidden_topic_is_named_at_once_and_works_once_that_is_corrected(ErrorCode error, string detail)
    {
        _broker.SayOfTheTopic(error);
        await using var app = await ConfirmedApp.StartAsync(_broker, config => config.MessageTimeoutMs = int.MaxValue);
        var refused = await app.BuyAsync().WaitAsync(Eventually.Deadline);

        Assert.Equal((503, detail), (refused.Status, refused.Detail));
        _broker.SayOfTheTopic(ErrorCode.NoError);
        await Eventually.GetAsync(() => app.BuyAsync(), answer => answer.Status == 202);
    }

    [Fact]
    public async Task A_topic_that_existed_before_is_reported_as_unknown_for_the_moment_only()
    {
        await using var app = await ConfirmedApp.StartAsync(_broker);
        await app.BuyAsync();
        _broker.SayOfTheTopic(ErrorCode.UnknownTopicOrPart);
        await Eventually.GetAsync(app.ReadyAsync, answer => answer.Status == 503);
        var refused = await app.BuyAsync();

        Assert.Equal(503, refused.Status);
        Assert.StartsWith("A broker doesn't know topic purchases.v1, which existed before.", refused.Detail, StringComparison.Ordinal);
        Assert.EndsWith(MayArrive, refused.Detail, StringComparison.Ordinal);
        _broker.SayOfTheTopic(ErrorCode.NoError);
        await Eventually.GetAsync(() => app.BuyAsync(), answer => answer.Status == 202);
    }

    // The broker rejects the batch, so the response must not blame the event, and the rejection is logged.
    [Fact]
    public async Task A_batch_that_is_too_large_for_the_topic_is_logged_and_not_blamed_on_the_event()
    {
        await using var app = await ConfirmedApp.StartAsync(_broker);
        _broker.Refuse(ErrorCode.MsgSizeTooLarge);
        var refused = await app.BuyAsync();

        Assert.Equal(
            (503, "Topic purchases.v1 rejects a batch of at most 120000 bytes as too large. Raise its max.message.bytes to 131072."),
            (refused.Status, refused.Detail));
        Assert.Contains(
            $"Error: Delivery to topic purchases.v1 fails: {refused.Detail}", app.Logs.Lines().Select(line => line.TrimEnd()));
    }

    [Fact]
    public async Task The_error_of_a_rejected_event_is_named_at_once()
    {
        await using var app = await ConfirmedApp.StartAsync(_broker);
        _broker.Refuse(ErrorCode.InvalidRecord);
        var refused = await app.BuyAsync();

        Assert.Equal(503, refused.Status);
        Assert.Contains("InvalidRecord", refused.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain("may still arrive", refused.Detail, StringComparison.Ordinal);
        await Eventually.GetAsync(() => app.BuyAsync(), answer => answer.Status == 202);
    }

    [Fact]
    public async Task After_a_fatal_error_the_calls_in_flight_are_503_and_the_next_ones_work()
    {
        await using var app = await ConfirmedApp.StartAsync(_broker);
        await app.BuyAsync();
        _broker.Refuse(ErrorCode.OutOfOrderSequenceNumber);
        var underWay = await BuyTwentyAsync(app).WaitAsync(Eventually.Deadline);

        var refused = underWay.Where(answer => answer.Status == 503).Select(answer => answer.Detail);
        Assert.Equal([$"The Kafka producer failed and is being replaced. {MayArrive}"], refused.Distinct());
        Assert.All(await BuyTwentyAsync(app), answer => Assert.Equal(202, answer.Status));
        Assert.Single(
            app.Logs.Lines(), line => line.Contains("failed and is replaced: OutOfOrderSequenceNumber", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_producer_that_fails_at_once_is_replaced_at_once_and_from_then_on_once_a_second()
    {
        _broker.RefuseProducers(ErrorCode.ClusterAuthorizationFailed, ErrorCode.ClusterAuthorizationFailed);
        var time = Some.Clock();
        await using var app = await ConfirmedApp.StartAsync(_broker, time: time);
        await Eventually.TrueAsync(() => app.Producer.Cause is { IsFatal: true });
        await app.ReadyAsync();
        time.Advance(TimeSpan.FromSeconds(0.999));

        Assert.Contains("IdempotentWrite on the cluster", (await app.BuyAsync()).Detail, StringComparison.Ordinal);
        Assert.Single(app.Logs.Lines(), Replaced);

        time.Advance(TimeSpan.FromSeconds(0.001));
        Assert.Equal(202, (await app.BuyAsync()).Status);
        Assert.Equal(2, app.Logs.Lines().Count(Replaced));
    }

    [Fact]
    public async Task A_configuration_that_the_producer_rejects_ends_the_start() =>
        await Assert.ThrowsAsync<InvalidOperationException>(() => ConfirmedApp.StartAsync(_broker, config =>
        {
            config.SecurityProtocol = SecurityProtocol.Ssl;
            config.SslCaLocation = "nowhere.pem";
        }));

    private static async Task<T> AfterTheTimeoutAsync<T>(Task<T> calls, FakeTimeProvider time)
    {
        await Eventually.TrueAsync(() =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            return calls.IsCompleted;
        });
        return await calls;
    }

    private static async Task CloseConnectionsAsync(TcpListener listener)
    {
        while (true) (await listener.AcceptTcpClientAsync()).Dispose();
    }

    private static bool Replaced(string line) => line.Contains("failed and is replaced", StringComparison.Ordinal);

    private static Task<Call[]> BuyTwentyAsync(ConfirmedApp app) =>
        Task.WhenAll(Enumerable.Range(0, 20).Select(number => app.BuyAsync($"u{number}")));

    private static void AssertTooMany(Call refused)
    {
        Assert.StartsWith("Too many events are waiting for Kafka to confirm them", refused.Detail, StringComparison.Ordinal);
        Assert.EndsWith(" The event was not sent. Repeat the call.", refused.Detail, StringComparison.Ordinal);
    }
}
