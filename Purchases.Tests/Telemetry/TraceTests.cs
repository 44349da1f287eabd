using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Purchases.Tests.Scenarios;

namespace Purchases.Tests.Telemetry;

/// <summary>One trace from the request over the topic to the store.</summary>
[Collection(Unobserved.Name)]
public sealed class TraceTests : IDisposable
{
    private const string CallersTrace = "0af7651916cd43dd8448eb211c80319c";
    private const string CallersSpan = "b7ad6b7169203331";

    private readonly TestFolder _folder = new();
    private readonly Spans _spans = new();

    public void Dispose()
    {
        _spans.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task One_trace_leads_from_the_callers_span_to_the_recorded_event()
    {
        await using var local = await RunningLocal.StartAsync(_folder);
        var eventId = await BuyAsync(local, $"00-{CallersTrace}-{CallersSpan}-01");

        var record = await _spans.NamedAsync("process purchases.v1", IsOfRecord);
        var create = await _spans.NamedAsync("create purchases.v1");
        var request = await _spans.NamedAsync("Microsoft.AspNetCore.Hosting.HttpRequestIn", span => span.TraceId == create.TraceId);
        var batch = await _spans.NamedAsync("process purchases.v1", span => !IsOfRecord(span));

        Assert.All([record, create, request], span => Assert.Equal(CallersTrace, span.TraceId.ToHexString()));
        Assert.Equal(CallersSpan, request.ParentSpanId.ToHexString());
        Assert.Equal(request.SpanId, create.ParentSpanId);
        Assert.Equal(create.SpanId, record.ParentSpanId);
        Assert.Equal(batch.Context.SpanId, Assert.Single(record.Links).Context.SpanId);
        Assert.Equal(create.SpanId, Assert.Single(batch.Links).Context.SpanId);
        Assert.NotEqual(create.TraceId, batch.TraceId);

        Assert.Equal((ActivityKind.Producer, ActivityKind.Consumer, ActivityKind.Consumer), (create.Kind, record.Kind, batch.Kind));
        AssertTags(
            create,
            ("messaging.system", "kafka"),
            ("messaging.operation.type", "create"),
            ("messaging.destination.name", "purchases.v1"),
            ("messaging.message.id", eventId));
        AssertTags(
            record,
            ("messaging.operation.type", "process"),
            ("messaging.consumer.group.name", "purchase-consumer"),
            ("messaging.destination.partition.id", "0"),
            ("messaging.kafka.offset", 0L),
            ("messaging.message.id", eventId),
            ("purchases.outcome", "recorded"));
        AssertTags(batch, ("messaging.batch.message_count", 1));
    }

    [Fact]
    public async Task Each_event_has_a_span_with_its_outcome()
    {
        await using var local = await RunningLocal.StartAsync(_folder);
        await local.BuyAsync("u1", "i1", 1, "order-17");
        await local.BuyAsync("u1", "i1", 1, "order-17");
        await local.BuyAsync("u1", "other", 1, "order-17");

        await OutcomeAsync(0, "recorded");
        await OutcomeAsync(1, "already_recorded");
        var rejected = await OutcomeAsync(2, "rejected");
        Assert.Equal(ActivityStatusCode.Error, rejected.Status);
        AssertTags(rejected, ("error.type", "conflict"));

        Task<Activity> OutcomeAsync(long offset, string outcome) => _spans.NamedAsync(
            "process purchases.v1",
            span => Equals(span.GetTagItem("messaging.kafka.offset"), offset) && Equals(span.GetTagItem("purchases.outcome"), outcome));
    }

    [Fact]
    public async Task A_failed_attempt_is_an_error_of_the_batch_and_not_of_the_event()
    {
        await using var local = await RunningLocal.StartFailingAsync(_folder, new HurriedTime(200));
        local.Store.FailsWith = new UnavailableException("the store is down");
        await local.BuyAsync("u1", "i1", 1);

        var failed = await _spans.NamedAsync("process purchases.v1");
        Assert.Equal((ActivityStatusCode.Error, "the store is down"), (failed.Status, failed.StatusDescription));
        AssertTags(failed, ("error.type", typeof(UnavailableException).FullName));
        Assert.Null(_spans.Find("process purchases.v1", IsOfRecord));

        local.Store.FailsWith = null;
        await _spans.NamedAsync("process purchases.v1", IsOfRecord);
    }

    [Fact]
    public async Task The_line_of_a_batch_carries_the_trace_of_its_batch()
    {
        var lines = new ConcurrentQueue<(string Line, ActivityTraceId? Trace)>();
        using var provider = new TracedLines(lines);
        await using var local = await RunningLocal.StartAsync(
            _folder, services => services.AddSingleton<ILoggerProvider>(provider));
        for (var i = 0; i < 3; i++)
        {
            await local.BuyAsync("u1", $"i{i}", 1);
            await local.RecordedAsync("u1", i + 1);
        }

        await Eventually.TrueAsync(() => lines.Any(line => line.Line.EndsWith(" purchases.v1/0/2", StringComparison.Ordinal)));

        Assert.All(lines, line => Assert.NotNull(line.Trace));
        Assert.Equal(lines.Count, lines.Select(line => line.Trace).Distinct().Count());
    }

    private sealed class TracedLines(ConcurrentQueue<(string Line, ActivityTraceId? Trace)> lines) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public bool IsEnabled(LogLevel logLevel) => true;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (formatter(state, exception) is var line && line.StartsWith("Recorded ", StringComparison.Ordinal))
                lines.Enqueue((line, Activity.Current?.TraceId));
        }

        public void Dispose()
        {
            // Nothing is held.
        }
    }

    private static bool IsOfRecord(Activity span) => span.GetTagItem("purchases.outcome") is not null;

    private static async Task<string> BuyAsync(RunningLocal local, string traceParent)
    {
        using var response = await local.Client.BuyAsync(Some.BuyJson, ("traceparent", traceParent));
        return response.Headers.Location!.OriginalString["/purchases/".Length..];
    }

    private static void AssertTags(Activity span, params (string Name, object? Value)[] tags) =>
        Assert.All(tags, tag => Assert.Equal(tag.Value, span.GetTagItem(tag.Name)));
}
