using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Purchases.Tests.Telemetry;

/// <summary>Stands for an OpenTelemetry collector: takes OTLP over http/protobuf and keeps it.</summary>
internal sealed class Collector : IAsyncDisposable
{
    private readonly WebApplication _web;
    private readonly ConcurrentQueue<(string Path, byte[] Message)> _received = new();

    private Collector(WebApplication web) => _web = web;

    public string Url => _web.Urls.Single();

    public bool IsEmpty => _received.IsEmpty;

    // opentelemetry-proto, trace/v1: resource_spans 1, scope_spans 2, spans 2.
    public IReadOnlyList<Protobuf> Spans => [.. Messages("/v1/traces").SelectMany(message => message.All(1, 2, 2))];

    // opentelemetry-proto, metrics/v1: resource_metrics 1, scope_metrics 2, metrics 2, name 1.
    public IReadOnlyList<string> Metrics =>
        [.. Messages("/v1/metrics").SelectMany(message => message.All(1, 2, 2)).Select(metric => metric.Text(1))];

    // opentelemetry-proto, logs/v1: resource_logs 1, scope_logs 2, log_records 2; body 5, as a string 1.
    public IReadOnlyList<string> LogLines =>
        [.. Messages("/v1/logs").SelectMany(message => message.All(1, 2, 2, 5)).Select(body => body.Text(1))];

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

    private IEnumerable<Protobuf> Messages(string path) =>
        _received.Where(received => received.Path == path).Select(received => new Protobuf(received.Message));
}
