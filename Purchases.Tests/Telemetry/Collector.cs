using System.Collections.Concurrent;
using System.Text;
using Google.Protobuf;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Purchases.Tests.Telemetry.Otlp;

namespace Purchases.Tests.Telemetry;

/// <summary>Stands for an OpenTelemetry collector: takes OTLP over http/protobuf and keeps it.</summary>
internal sealed class Collector : IAsyncDisposable
{
    private readonly WebApplication _web;
    private readonly ConcurrentQueue<(string Path, byte[] Message)> _received = new();

    private Collector(WebApplication web) => _web = web;

    public string Url => _web.Urls.Single();

    /// <summary>What is exported comes here, in the few seconds that OpenTelemetry gathers it or at the end.</summary>
    public (string Name, string Value)[] Settings =>
        [("OTEL_EXPORTER_OTLP_ENDPOINT", Url), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf")];

    /// <summary>The same, but it comes at once. A process that ends waits only two seconds, which a busy machine may need.</summary>
    public (string Name, string Value)[] PromptSettings =>
    [
        .. Settings,
        ("OTEL_BSP_SCHEDULE_DELAY", "20"),
        ("OTEL_BLRP_SCHEDULE_DELAY", "20"),
        ("OTEL_METRIC_EXPORT_INTERVAL", "20"),
    ];

    /// <summary>The same, but spans come only at the end, while metrics come at once and show that the exporter works.</summary>
    public (string Name, string Value)[] LateSpanSettings =>
        [.. Settings, ("OTEL_BSP_SCHEDULE_DELAY", $"{int.MaxValue}"), ("OTEL_METRIC_EXPORT_INTERVAL", "20")];

    public bool IsEmpty => _received.IsEmpty;

    public IReadOnlyList<Span> Spans =>
    [
        .. from data in Received("/v1/traces", TracesData.Parser)
           from resource in data.ResourceSpans
           from scope in resource.ScopeSpans
           from span in scope.Spans
           select span,
    ];

    public IReadOnlyList<string> Metrics =>
    [
        .. from data in Received("/v1/metrics", MetricsData.Parser)
           from resource in data.ResourceMetrics
           from scope in resource.ScopeMetrics
           from metric in scope.Metrics
           select metric.Name,
    ];

    public IReadOnlyList<string> LogLines =>
    [
        .. from data in Received("/v1/logs", LogsData.Parser)
           from resource in data.ResourceLogs
           from scope in resource.ScopeLogs
           from record in scope.LogRecords
           select record.Body.StringValue,
    ];

    public static async Task<Collector> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var collector = new Collector(builder.Build());
        collector._web.MapPost("/v1/{signal}", collector.TakeAsync);
        await collector._web.StartAsync();
        return collector;
    }

    public bool WasSent(string text) => _received.Any(received => received.Message.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0);

    public ValueTask DisposeAsync() => _web.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        _received.Enqueue((context.Request.Path, body.ToArray()));
        context.Response.ContentType = "application/x-protobuf";
    }

    private IEnumerable<T> Received<T>(string path, MessageParser<T> parser)
        where T : IMessage<T> =>
        _received.Where(received => received.Path == path).Select(received => parser.ParseFrom(received.Message));
}
