using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Purchases.Core.Http;
using Purchases.Core.Telemetry;
using Purchases.Functions.Kafka;

namespace Purchases.Functions;

/// <summary>POST /buy: accepts a purchase and puts its event on the topic.</summary>
public sealed class Buy(TimeProvider time, PurchaseTelemetry telemetry)
{
    [Function(nameof(Buy))]
    public async Task<PublishOutput> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "buy")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        var call = await BuyCall.ReadAsync(request, cancellationToken);
        if (!call.Succeeded) return new() { Response = call.Problem };

        var purchase = call.Value.Buy.Accept(call.Value.Key, time);
        using var create = telemetry.StartCreate(purchase.EventId);
        return new()
        {
            // Delivery: 202 means the binding took the event, not that the broker has it. The body is chunked JSON, which the
            // Functions host ends only after the binding ran: a client that reads to the end notices when the binding fails.
            Response = telemetry.Accepted(new AcceptedPurchase(purchase.EventId)),
            Events = [MessageEnvelope.Of(purchase)],
        };
    }
}
