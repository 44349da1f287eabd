using System.Net;
using System.Text;
using System.Text.Json;
using Google.Protobuf;
using Purchases.Tests.Kafka.Confirmed;
using Purchases.Tests.Telemetry;

namespace Purchases.Tests.Worker;

/// <summary>KAFKA_DELIVERY=confirmed in the worker process, with a broker in this one.</summary>
public sealed class ConfirmedTests : IDisposable
{
    private readonly MockBroker _broker = new();

    public void Dispose() => _broker.Dispose();

    [Fact]
    public async Task An_accepted_buy_is_on_the_topic_and_readiness_names_the_topic_while_no_broker_answers()
    {
        await using var worker = await StartAsync(Settings.Functions("Buy", "Health"));
        using var answer = await BuyAsync(worker);
        var eventId = JsonElement.Parse(await answer.Content.ReadAsStringAsync()).GetProperty("eventId").GetString()!;

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal($"/purchases/{eventId}", answer.Headers.Location!.OriginalString);
        var found = Assert.Single(_broker.Read());
        Assert.Equal("u1", found.Message.Key);
        Assert.Contains($"\"eventId\":\"{eventId}\"", found.Message.Value, StringComparison.Ordinal);
        Assert.Empty(worker.Invocations.Last().Output("Events"));

        await worker.Client.ReadyAsync();
        _broker.GoAway();
        await worker.Client.NotReadyAsync("\"Not ready: topic purchases.v1 (");

        // librdkafka itself logs several lines a second.
        await Eventually.TrueAsync(() => worker.Process.Errors.Any(IsOfConnection));
        Assert.Single(worker.Process.Errors, IsOfConnection);
        _broker.ComeBack();
        await worker.Client.ReadyAsync();
    }

    [Fact]
    public async Task The_span_of_a_buy_continues_the_callers_trace_and_is_exported_when_the_host_ends_the_worker()
    {
        await using var collector = await Collector.StartAsync();

        // The worker has two seconds to export it. On a busy machine it may miss them, and the test tries again.
        await Eventually.TrueAsync(async () =>
        {
            await using var worker = await StartAsync(collector.LateSpanSettings);
            using (await BuyAsync(worker)) { }
            await Eventually.TrueAsync(() => collector.Metrics.Count > 0);
            Assert.Empty(collector.Spans);
            await worker.StopAsync();
            return collector.Spans.Any(IsOfBuy);
        });

        var create = collector.Spans.Single(IsOfBuy);
        Assert.Equal(Some.TraceParent, $"00-{Hex(create.TraceId)}-{Hex(create.ParentSpanId)}-01");
        var header = Assert.Single(_broker.Read()[^1].Message.Headers);
        Assert.Equal($"00-{Hex(create.TraceId)}-{Hex(create.SpanId)}-01", Encoding.UTF8.GetString(header.GetValueBytes()));
    }

    private static bool IsOfBuy(Telemetry.Otlp.Span span) => span.Name == "create purchases.v1";

    private static string Hex(ByteString id) => Convert.ToHexStringLower(id.Span);

    private Task<RunningWorker> StartAsync(params (string Name, string Value)[] settings) =>
        RunningWorker.StartAsync([("KAFKA_BOOTSTRAP_SERVERS", _broker.Address), ("KAFKA_DELIVERY", "confirmed"), .. settings]);

    private static Task<HttpResponseMessage> BuyAsync(RunningWorker worker) =>
        worker.Client.BuyAsync(Some.BuyJson, ("traceparent", Some.TraceParent));

    private static bool IsOfConnection(string line) => line.Contains("|FAIL|", StringComparison.Ordinal);
}
