using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Purchases.Core.Http;
using Purchases.Functions.Kafka;

namespace Purchases.Functions;

/// <summary>POST /buy: accepts a purchase and puts its event on the topic.</summary>
public sealed class Buy(TimeProvider time)
{
    [Function(nameof(Buy))]
    public async Task<BuyOutput> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "buy")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        var call = await BuyCall.ReadAsync(request, cancellationToken);
        if (!call.Succeeded) return new() { Response = call.Problem };

        var purchase = call.Value.Buy.Accept(call.Value.Key, time);
        return new()
        {
            // Delivery: 202 means the binding took the event, not that the broker has it. The body is chunked JSON, which the
            // Functions host ends only after the binding ran: a client that reads to the end notices when the binding fails.
            Response = TypedResults.Accepted($"/purchases/{purchase.EventId}", new Accepted("accepted", purchase.EventId)),
            Events = [MessageEnvelope.Of(purchase)],
        };
    }
}

/// <summary>The answer, and what goes on the topic; null there means nothing does.</summary>
public sealed class BuyOutput
{
    [HttpResult]
    public required IResult Response { get; init; }

    // An array of one: a single string is parsed as JSON on its way through the host, which rewrites numbers and dates.
    // EnableIdempotence: without it a retried send can reorder a user's events or write one twice.
    // MessageTimeoutMs: how long the producer keeps trying while the broker is away, 5 minutes as is the default.
    // MaxMessageBytes: far above the largest event; the default.
    [KafkaOutput(
        "KAFKA_BOOTSTRAP_SERVERS",
        "%KAFKA_TOPIC%",
        EnableIdempotence = true,
        MessageTimeoutMs = 300_000,
        MaxMessageBytes = 1_000_000)]
    public string[]? Events { get; init; }
}
