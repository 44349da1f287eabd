using System.Text;
using Microsoft.Extensions.Time.Testing;
using Purchases.Core.Json;
using Purchases.Functions;
using Purchases.Functions.Kafka;
using Purchases.Local.Runtime;
using Purchases.Tests.Support;

namespace Purchases.Tests.Functions;

public sealed class BuyTests
{
    private readonly FakeTimeProvider _time = Some.Clock();

    [Fact]
    public async Task An_accepted_buy_is_202_with_the_event_id_and_where_to_see_it()
    {
        var output = await RunAsync(Call.Post(Some.BuyJson));
        var answer = await Call.AnsweredByAsync(output.Response);

        var eventId = answer.Json.GetProperty("eventId").GetGuid().ToString();
        Assert.Equal(202, answer.Status);
        Assert.Equal($$"""{"status":"accepted","eventId":"{{eventId}}"}""", answer.Body);
        Assert.Equal("application/json; charset=utf-8", answer.ContentType);
        Assert.Equal($"/purchases/{eventId}", answer.Headers.Location);
    }

    [Fact]
    public async Task The_answer_is_chunked_so_that_its_end_comes_after_the_binding()
    {
        var answer = await Call.AnsweredByAsync((await RunAsync(Call.Post(Some.BuyJson))).Response);

        Assert.Null(answer.Headers.ContentLength);
        Assert.NotEmpty(answer.Body);
    }

    [Fact]
    public async Task An_accepted_buy_puts_one_event_on_the_topic_keyed_by_its_user()
    {
        var output = await RunAsync(Call.Post(Some.BuyJson));
        var eventId = (await Call.AnsweredByAsync(output.Response)).Json.GetProperty("eventId").GetString()!;

        var record = EnvelopeDecoder.Decode(Assert.Single(output.Events!));
        Assert.Equal("u1", Encoding.UTF8.GetString(record.Key!));
        Assert.True(PurchaseReader.TryReadEvent(record.Value, out var purchase, out var fault), fault?.Detail);
        Assert.Equal(Some.Purchase with { EventId = eventId }, purchase);
    }

    [Fact]
    public async Task A_repeated_buy_with_a_key_gets_the_same_event_id()
    {
        var first = Call.Post(Some.BuyJson);
        first.Request.Headers["Idempotency-Key"] = "order-17";
        var second = Call.Post(Some.BuyJson);
        second.Request.Headers["Idempotency-Key"] = "\"order-17\"";

        Assert.Equal("2bf204af-1433-5dfc-9d33-605b5c73d67d", await EventIdAsync(first));
        Assert.Equal("2bf204af-1433-5dfc-9d33-605b5c73d67d", await EventIdAsync(second));
    }

    [Fact]
    public async Task Without_a_key_each_buy_has_its_own_event_id() =>
        Assert.NotEqual(await EventIdAsync(Call.Post(Some.BuyJson)), await EventIdAsync(Call.Post(Some.BuyJson)));

    [Theory]
    [InlineData("{bad", "application/json", 400)]
    [InlineData("", "application/json", 400)]
    [InlineData("{}", "application/json", 422)]
    [InlineData(Some.BuyJson, "text/plain", 415)]
    public async Task A_refused_buy_puts_nothing_on_the_topic(string body, string contentType, int status)
    {
        var output = await RunAsync(Call.Post(body, contentType));

        Assert.Null(output.Events);
        Assert.Equal(status, (await Call.AnsweredByAsync(output.Response)).Status);
    }

    [Fact]
    public void Its_events_are_an_array_which_the_host_does_not_parse() =>
        Assert.Equal(typeof(string[]), typeof(PublishOutput).GetProperty(nameof(PublishOutput.Events))!.PropertyType);

    private async Task<string> EventIdAsync(Call call) =>
        (await Call.AnsweredByAsync((await RunAsync(call)).Response)).Json.GetProperty("eventId").GetString()!;

    private Task<PublishOutput> RunAsync(Call call) =>
        new Buy(_time, Some.Telemetry, new BindingPublisher()).RunAsync(call.Request, CancellationToken.None);
}
