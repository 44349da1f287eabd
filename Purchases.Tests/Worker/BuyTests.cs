using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Purchases.Core.Json;
using Purchases.Local.Runtime;
using Purchases.Tests.Contracts;

namespace Purchases.Tests.Worker;

/// <summary>POST /buy through the worker process, to what the host is handed for the topic.</summary>
[Collection(SharedWorker.Name)]
public sealed class BuyTests(SharedWorker shared)
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly RunningWorker _worker = shared.Worker;

    // A method that no function has is the host's to answer.
    public static TheoryData<string> Names =>
        [.. HttpCase.All.Where(@case => @case.Path == "/buy" && @case.Method == HttpMethod.Post).Select(@case => @case.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_contract_case_is_answered_as_the_contract_says(string name)
    {
        var before = _worker.Invocations.Count;

        await HttpContract.HoldsAsync(_worker.Client, name);

        var events = HttpCase.All.Single(@case => @case.Name == name).Status == (int)HttpStatusCode.Accepted ? 1 : 0;
        var invocations = _worker.Invocations.Skip(before).ToList();
        Assert.NotEmpty(invocations);
        Assert.All(invocations, invocation => Assert.Equal(events, invocation.Output("Events").Count));
    }

    [Fact]
    public async Task An_accepted_buy_hands_the_host_one_envelope_with_key_value_and_headers()
    {
        const string traceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

        using var answer = await _worker.Client.BuyAsync(Some.BuyJson, ("traceparent", traceParent));
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
        Assert.Equal($$"""[{"Key":"traceparent","Value":"{{traceParent}}"}]""", envelope.GetProperty("Headers").GetRawText());
    }
}
