using System.Diagnostics;
using System.Text;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Primitives;
using Moq;
using Purchases.Core;
using Purchases.Core.Http;
using Purchases.Core.Recording;
using Purchases.Functions;
using Purchases.Functions.Kafka;
using Purchases.Local.Runtime;
using Purchases.Tests.Kafka.Confirmed;
using Purchases.Tests.Support;

namespace Purchases.Tests.Telemetry;

/// <summary>The trace of a request's traceparent continues, although the Functions host passes the worker none.</summary>
[Collection(Unobserved.Name)]
public sealed class CallersTraceTests
{
    private static readonly ActivityContext Caller = ActivityContext.Parse(Some.TraceParent, null);

    [Theory]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00")]
    public async Task Without_listeners_the_event_carries_the_callers_traceparent(string traceParent) =>
        Assert.Equal(traceParent, await TraceOnTopicAsync(traceParent));

    [Fact]
    public async Task A_call_without_a_trace_gives_its_event_none() => Assert.Null(await TraceOnTopicAsync());

    [Theory]
    [InlineData("")]
    [InlineData("junk")]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01")]
    [InlineData("ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0x")]
    [InlineData(Some.TraceParent, Some.TraceParent)]
    public async Task A_malformed_traceparent_is_ignored(params string[] headers) => Assert.Null(await TraceOnTopicAsync(headers));

    [Fact]
    public async Task A_replayed_event_carries_the_trace_of_the_call_that_replays_it()
    {
        var store = new SomeRejectedEvents();
        store.Holds(1);
        var purchases = new Mock<IPurchaseStore>();
        purchases.Setup(recorded => recorded.FindAllAsync(It.IsAny<IReadOnlyCollection<string>>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync([]);
        var replays = new Replays(
            new(store.Object, purchases.Object, TimeProvider.System), store.Object, purchases.Object, TimeProvider.System);

        var one = Post("", Some.TraceParent);
        one.RouteValues = new() { ["topic"] = "purchases.v1", ["partition"] = "5", ["offset"] = "17" };
        var functions = new ReplayFunctions(replays, Some.Telemetry, new BindingPublisher());
        var replayed = await functions.ReplayRejectedEvent(one, CancellationToken.None);
        var page = await functions.ReplayRejectedEvents(Post("", Some.TraceParent), CancellationToken.None);

        Assert.Equal([Some.TraceParent, Some.TraceParent], new[] { replayed, page }.Select(TraceIn));
    }

    [Fact]
    public async Task The_span_of_a_buy_is_the_callers_child_when_the_host_starts_another_trace()
    {
        using var spans = new Spans();
        using var host = new Activity("invocation").SetIdFormat(ActivityIdFormat.W3C).Start();
        var onTopic = await TraceOnTopicAsync(Some.TraceParent);

        var create = await spans.NamedAsync("create purchases.v1");
        Assert.Equal((Caller.TraceId, Caller.SpanId), (create.TraceId, create.ParentSpanId));
        Assert.Equal(create.Id, onTopic);
    }

    [Fact]
    public async Task When_the_host_continues_the_callers_trace_its_span_is_the_parent()
    {
        using var spans = new Spans();
        using var host = new Activity("request").SetParentId(Caller.TraceId, Caller.SpanId, Caller.TraceFlags).Start();
        await TraceOnTopicAsync(Some.TraceParent);

        var create = await spans.NamedAsync("create purchases.v1");
        Assert.Equal((Caller.TraceId, host.SpanId), (create.TraceId, create.ParentSpanId));
    }

    [Fact]
    public async Task One_trace_spans_the_caller_Kafka_and_the_store()
    {
        using var spans = new Spans();
        using var broker = new MockBroker();
        await using var app = await ConfirmedApp.StartAsync(broker);
        var eventId = (await app.BuyAsync(traceParent: Some.TraceParent)).Json.GetProperty("eventId").GetString();

        var store = new Mock<IPurchaseStore>();
        store.Setup(store => store.WriteAsync(It.IsAny<IReadOnlyList<PurchaseCreated>>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync([WriteOutcome.Recorded]);
        var recorder = new Recorder(
            store.Object,
            Mock.Of<IRejectedEventStore>(),
            TimeProvider.System,
            NullLogger<Recorder>.Instance,
            Some.Telemetry,
            new());
        await new RecordPurchases(recorder).RunAsync([.. broker.Read().Select(Record)], CancellationToken.None);

        var create = await spans.NamedAsync("create purchases.v1");
        var recorded = await spans.NamedAsync("process purchases.v1", span => Equals(span.GetTagItem("purchases.outcome"), "recorded"));
        Assert.Equal((Caller.TraceId, Caller.SpanId), (create.TraceId, create.ParentSpanId));
        Assert.Equal((Caller.TraceId, create.SpanId), (recorded.TraceId, recorded.ParentSpanId));
        Assert.Equal(eventId, recorded.GetTagItem("messaging.message.id"));
    }

    private static async Task<string?> TraceOnTopicAsync(params string[] headers) =>
        TraceIn(await new Buy(TimeProvider.System, Some.Telemetry, new BindingPublisher())
            .RunAsync(Post(Some.BuyJson, headers), CancellationToken.None));

    private static Microsoft.AspNetCore.Http.HttpRequest Post(string body, params string[] headers)
    {
        var request = Call.Post(body).Request;
        if (headers.Length > 0) request.Headers.TraceParent = new StringValues(headers);
        return request;
    }

    private static string? TraceIn(PublishOutput output)
    {
        var headers = EnvelopeDecoder.Decode(Assert.Single(output.Events!)).Headers;
        return Array.Find([.. headers], header => header.Key == "traceparent") is { } header ? Encoding.UTF8.GetString(header.Value) : null;
    }

    private static KafkaRecord Record(Confluent.Kafka.ConsumeResult<string, string> found) => new()
    {
        Topic = found.Topic,
        Partition = found.Partition.Value,
        Offset = found.Offset.Value,
        Key = Encoding.UTF8.GetBytes(found.Message.Key),
        Value = Encoding.UTF8.GetBytes(found.Message.Value),
        Headers = [.. found.Message.Headers.Select(header => new KafkaHeader { Key = header.Key, Value = header.GetValueBytes() })],
    };
}
