using System.Net;
using System.Text;
using System.Text.Json;
using Google.Protobuf;
using Purchases.Tests.Kafka.Confirmed;
using Purchases.Tests.Support;
using Purchases.Tests.Telemetry;

namespace Purchases.Tests.Worker;

/// <summary>KAFKA_DELIVERY=confirmed in the worker process, with a broker beside it.</summary>
public sealed class ConfirmedTests : IDisposable
{
    private readonly MockBroker _broker = new();

    public void Dispose() => _broker.Dispose();

    [Fact]
    public async Task A_purchase_that_was_answered_202_is_read_from_the_broker()
    {
        await using var worker = await StartAsync();
        using var answer = await BuyAsync(worker);
        var eventId = JsonElement.Parse(await answer.Content.ReadAsStringAsync()).GetProperty("eventId").GetString()!;

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal($"/purchases/{eventId}", answer.Headers.Location!.OriginalString);
        var found = Assert.Single(_broker.Read());
        Assert.Equal("u1", found.Message.Key);
        Assert.Contains($"\"eventId\":\"{eventId}\"", found.Message.Value, StringComparison.Ordinal);
        Assert.Empty(worker.Invocations.Last().Output("Events"));
    }

    [Fact]
    public async Task The_host_is_told_of_no_output_binding_and_of_the_trigger_as_ever()
    {
        await using var worker = await StartAsync();
        var told = FunctionLines.OfWorker(worker.Functions).ToList();

        Assert.DoesNotContain(told, line => line.Contains("kafka Out", StringComparison.Ordinal));
        Assert.Contains(told, line => line.StartsWith("RecordPurchases: kafkaTrigger In records", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Readiness_names_the_topic_while_no_broker_answers()
    {
        await using var worker = await StartAsync(Settings.Functions("Buy", "Health"));
        await worker.Client.ReadyAsync();

        _broker.GoAway();
        await worker.Client.NotReadyAsync("\"Not ready: topic purchases.v1 (");

        // librdkafka itself writes some at once, and several each second that follow.
        await Eventually.TrueAsync(() => worker.Process.Errors.Any(IsError));
        Assert.Single(worker.Process.Errors, IsError);
        _broker.ComeBack();
        await worker.Client.ReadyAsync();
    }

    [Fact]
    public async Task The_callers_trace_goes_on_in_the_workers_spans_and_on_the_topic()
    {
        await using var collector = await Collector.StartAsync();
        await using var worker = await StartAsync(collector.PromptSettings);
        using var answer = await BuyAsync(worker);

        await Eventually.TrueAsync(() => collector.Spans.Any(span => span.Name == "create purchases.v1"));
        var create = Assert.Single(collector.Spans, span => span.Name == "create purchases.v1");
        Assert.Equal(Some.TraceParent, $"00-{Hex(create.TraceId)}-{Hex(create.ParentSpanId)}-01");
        var header = Assert.Single(Assert.Single(_broker.Read()).Message.Headers);
        Assert.Equal($"00-{Hex(create.TraceId)}-{Hex(create.SpanId)}-01", Encoding.UTF8.GetString(header.GetValueBytes()));
    }

    [Fact]
    public async Task What_was_not_sent_yet_is_sent_when_the_host_ends_it()
    {
        await using var collector = await Collector.StartAsync();

        // At the end there are two seconds. A busy machine may miss them, and tries again.
        await Eventually.TrueAsync(async () =>
        {
            await using var worker = await StartAsync(collector.LateSpanSettings);
            using (await BuyAsync(worker)) { }
            await Eventually.TrueAsync(() => collector.Metrics.Count > 0);
            Assert.Empty(collector.Spans);
            await worker.StopAsync();
            return collector.Spans.Any(span => span.Name == "create purchases.v1");
        });
    }

    private static string Hex(ByteString id) => Convert.ToHexStringLower(id.Span);

    private Task<RunningWorker> StartAsync(params (string Name, string Value)[] settings) =>
        RunningWorker.StartAsync([("KAFKA_BOOTSTRAP_SERVERS", _broker.Address), ("KAFKA_DELIVERY", "confirmed"), .. settings]);

    private static Task<HttpResponseMessage> BuyAsync(RunningWorker worker) =>
        worker.Client.BuyAsync(Some.BuyJson, ("traceparent", Some.TraceParent));

    private static bool IsError(string line) => line.StartsWith("%3|", StringComparison.Ordinal);
}
