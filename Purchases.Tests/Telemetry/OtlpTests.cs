using System.Net;
using Purchases.Tests.Scenarios;

namespace Purchases.Tests.Telemetry;

/// <summary>What Local exports to a collector.</summary>
[Collection(Unobserved.Name)]
public sealed class OtlpTests : FolderTests
{
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
    public async Task An_endpoint_that_is_no_address_ends_it_in_one_line()
    {
        var end = await Assert.ThrowsAsync<SettingsException>(() => StartAsync(("OTEL_EXPORTER_OTLP_ENDPOINT", "collector")));
        Assert.Contains("OTEL_EXPORTER_OTLP_ENDPOINT", end.Message, StringComparison.Ordinal);
    }

    private Task<RunningLocal> StartAsync(params (string, string?)[] settings) =>
        RunningLocal.StartAsync(_folder, null, [("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"), .. settings]);
}
