using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Purchases.Core;
using Purchases.Functions.Startup;
using Purchases.Tests.Scenarios;
using Purchases.Tests.Support;

namespace Purchases.Tests.Telemetry;

/// <summary>What a collector gets of Local.</summary>
[Collection(Unobserved.Name)]
public sealed class OtlpTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_exported_spans_of_one_buy_are_one_trace()
    {
        string[] measured =
            ["purchases.accepted", "purchases.recorded", "purchases.age", "purchases.lag", "messaging.process.duration"];
        await using var collector = await Collector.StartAsync();
        await using var local = await RunningLocal.StartAsync(_folder, null, [.. collector.PromptSettings]);
        await local.BuyAsync("u1", "secret-item", 1);

        await Eventually.TrueAsync(() => new[] { "POST /buy", "create purchases.v1", "process purchases.v1" }
            .All(name => collector.Spans.Any(span => span.Name == name)));
        await Eventually.TrueAsync(() => collector.Metrics.ToHashSet().IsSupersetOf(measured));
        var request = Assert.Single(collector.Spans, span => span.Name == "POST /buy");
        var create = Assert.Single(collector.Spans, span => span.Name == "create purchases.v1");
        var record = Assert.Single(collector.Spans, span => span.Name == "process purchases.v1" && span.TraceId == create.TraceId);
        Assert.Equal(request.TraceId, create.TraceId);
        Assert.Equal(request.SpanId, create.ParentSpanId);
        Assert.Equal(create.SpanId, record.ParentSpanId);
    }

    [Fact]
    public async Task What_was_not_sent_yet_is_sent_at_the_end()
    {
        await using var collector = await Collector.StartAsync();

        // At the end there are two seconds. A busy machine may miss them, and tries again.
        await Eventually.TrueAsync(async () =>
        {
            await using (var local = await RunningLocal.StartAsync(_folder, null, [.. collector.LateSpanSettings]))
            {
                await Eventually.TrueAsync(() => collector.Metrics.Count > 0);
                await local.BuyAsync("u1", "i1", 1);
                Assert.Empty(collector.Spans);
            }

            return collector.Spans.Any(span => span.Name == "POST /buy");
        });
    }

    [Fact]
    public async Task Log_lines_are_exported_too()
    {
        await using var collector = await Collector.StartAsync();
        using var local = await LocalProcess.StartAsync(_folder, collector.PromptSettings);
        using var bought = await local.Client.BuyAsync();

        await Eventually.TrueAsync(() => collector.LogLines.Any(line => line.StartsWith("Recorded 1,", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_key_in_the_query_is_not_exported()
    {
        await using var collector = await Collector.StartAsync();
        await using (var local = await RunningLocal.StartAsync(
            _folder, null, [.. collector.PromptSettings, ("FUNCTIONS_KEY", "secret-key")]))
        {
            using var answer = await local.Client.GetAsync("/purchases?userId=u1&code=secret-key");
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            await Eventually.TrueAsync(() => collector.WasSent("GET /purchases"));
        }

        Assert.False(collector.WasSent("secret-key"));
    }

    [Fact]
    public async Task Nothing_is_exported_unless_the_endpoint_is_set()
    {
        await using var collector = await Collector.StartAsync();
        await using (var local = await StartAsync(
            ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", collector.Url), ("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", collector.Url)))
        {
            await local.BuyAsync("u1", "i1", 1);
            await local.RecordedAsync("u1", 1);
            Assert.Empty(local.Log.Read(0, 1)[0].Headers);
        }

        Assert.True(collector.IsEmpty);
    }

    [Fact]
    public async Task A_collector_that_is_away_holds_up_nothing()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var local = await StartAsync(("OTEL_EXPORTER_OTLP_ENDPOINT", $"http://{silent.LocalEndpoint}"));
        await local.BuyAsync("u1", "i1", 1);
        await local.RecordedAsync("u1", 1);

        await local.DisposeAsync().AsTask().WaitAsync(Eventually.Deadline);
    }

    // One after the other, and with OpenTelemetry's own patience of 5 s each, they would hold up Ctrl+C.
    [Fact]
    public async Task At_the_end_spans_metrics_and_lines_wait_for_a_collector_together_and_two_seconds_at_most()
    {
        using var all = new Barrier(3);
        var patience = new ConcurrentBag<int>();
        var services = new ServiceCollection();
        services.AddLogging().AddOtlpExport()
            .WithTracing(traces => traces.AddProcessor(new Ending<Activity>(End)))
            .WithMetrics(metrics => metrics.AddReader(new EndingReader(End)))
            .WithLogging(logs => logs.AddProcessor(new Ending<LogRecord>(End)));
        await using var provider = services.BuildServiceProvider();

        foreach (var hosted in provider.GetServices<IHostedService>()) await hosted.StopAsync(CancellationToken.None);

        Assert.All(patience, milliseconds => Assert.InRange(milliseconds, 0, 2000));
        Assert.Equal(3, patience.Count);

        // Each goes on only when all three have got here.
        bool End(int timeoutMs)
        {
            if (all.SignalAndWait(Eventually.Deadline)) patience.Add(timeoutMs);
            return true;
        }
    }

    [Fact]
    public async Task An_endpoint_that_is_no_address_ends_it_in_one_line()
    {
        var end = await Assert.ThrowsAsync<SettingsException>(() => StartAsync(("OTEL_EXPORTER_OTLP_ENDPOINT", "collector")));
        Assert.Contains("OTEL_EXPORTER_OTLP_ENDPOINT", end.Message, StringComparison.Ordinal);
    }

    private sealed class Ending<T>(Func<int, bool> end) : BaseProcessor<T>
    {
        protected override bool OnShutdown(int timeoutMilliseconds) => end(timeoutMilliseconds);
    }

    private sealed class EndingReader(Func<int, bool> end) : MetricReader
    {
        protected override bool OnShutdown(int timeoutMilliseconds) => end(timeoutMilliseconds);
    }

    private Task<RunningLocal> StartAsync(params (string, string?)[] settings) =>
        RunningLocal.StartAsync(_folder, null, [("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"), .. settings]);
}
