using System.Diagnostics;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Purchases.Functions;
using Purchases.Functions.Kafka;
using Purchases.Local.Runtime;

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

    [Theory]
    [InlineData("")]
    [InlineData("junk")]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01")]
    [InlineData("ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0x")]
    [InlineData(Some.TraceParent, Some.TraceParent)]
    public async Task A_malformed_traceparent_is_ignored(params string[] headers) => Assert.Null(await TraceOnTopicAsync(headers));

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

    private static async Task<string?> TraceOnTopicAsync(params string[] headers) =>
        TraceIn(await new Buy(TimeProvider.System, Some.Telemetry, new BindingPublisher())
            .RunAsync(Post(Some.BuyJson, headers), CancellationToken.None));

    private static HttpRequest Post(string body, params string[] headers)
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
}
