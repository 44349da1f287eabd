using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Purchases.Core.Json;
using Purchases.Local.Runtime;
using Purchases.Tests.Contracts;
using Purchases.Tests.Support;

namespace Purchases.Tests.Worker;

/// <summary>POST /buy through the worker process, to what the host is handed for the topic.</summary>
public sealed class BuyTests(SharedWorker shared) : IClassFixture<SharedWorker>
{
    private readonly RunningWorker _worker = shared.Worker;

    // Those that this service answers; a method that no function has, the host answers by itself.
    public static TheoryData<string> Names =>
        [.. HttpCase.All.Where(@case => @case.Path == "/buy" && @case.Status != (int)HttpStatusCode.MethodNotAllowed).Select(@case => @case.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_contract_case_is_answered_as_the_contract_says(string name)
    {
        var before = _worker.Invocations.Count;

        await HttpContract.HoldsAsync(_worker.Client, name);

        var accepted = HttpCase.All.Single(@case => @case.Name == name).Status == (int)HttpStatusCode.Accepted;
        Assert.All(_worker.Invocations.Skip(before), invocation => Assert.Equal(accepted ? 1 : 0, invocation.Output("Events").Count));
    }

    [Fact]
    public async Task An_accepted_buy_hands_the_host_one_envelope_with_key_value_and_headers()
    {
        using var answer = await BuyAsync(_worker);
        var eventId = JsonElement.Parse(await answer.Content.ReadAsStringAsync()).GetProperty("eventId").GetString()!;

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal($"/purchases/{eventId}", answer.Headers.Location!.OriginalString);
        var invocation = _worker.Invocations.Last();
        Assert.True(invocation.Succeeded);
        var envelope = JsonElement.Parse(Assert.Single(invocation.Output("Events")));
        var record = EnvelopeDecoder.Decode(envelope.GetRawText());
        Assert.Equal("u1", Encoding.UTF8.GetString(record.Key!));
        Assert.True(PurchaseReader.TryReadEvent(record.Value, out var purchase, out var fault), fault?.Detail);
        Assert.Equal(Some.Purchase with { EventId = eventId, Timestamp = purchase.Timestamp }, purchase);
        Assert.Equal(JsonValueKind.Array, envelope.GetProperty("Headers").ValueKind);
    }

    [Fact]
    public async Task Where_spans_are_exported_the_envelope_carries_the_trace()
    {
        await using var worker = await RunningWorker.StartAsync(("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1"));

        using var answer = await BuyAsync(worker);

        var headers = JsonElement.Parse(Assert.Single(worker.Invocations.Last().Output("Events"))).GetProperty("Headers");
        var header = Assert.Single(headers.EnumerateArray());
        Assert.Equal("traceparent", header.GetProperty("Key").GetString());
        Assert.Matches("^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$", header.GetProperty("Value").GetString());
    }

    private static Task<HttpResponseMessage> BuyAsync(RunningWorker worker) =>
        worker.Client.PostAsync("/buy", new StringContent(Some.BuyJson, new MediaTypeHeaderValue("application/json")));
}
