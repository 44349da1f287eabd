using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Purchases.Core.Http;
using Purchases.Core.Telemetry;
using Purchases.Functions.Kafka;

namespace Purchases.Functions;

/// <summary>POST /buy: accepts a purchase and puts its event on the topic.</summary>
public sealed class Buy(TimeProvider time, PurchaseTelemetry telemetry, IEventPublisher publisher)
{
    [Function(nameof(Buy))]
    public async Task<PublishOutput> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "buy")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        var call = await BuyCall.ReadAsync(request, cancellationToken);
        if (!call.Succeeded) return new() { Response = call.Problem };

        var purchase = call.Value.Buy.Accept(call.Value.Key, time);
        using var create = telemetry.StartCreate(request, purchase.EventId);

        // The body of the 202 is chunked JSON, which the Functions host ends only after the output binding has run (dotnet-worker, issue
        // 3269): a client that reads to the end notices when the binding fails.
        var accepted = telemetry.Accepted(new AcceptedPurchase(purchase.EventId));
        return await publisher.PublishAsync([TopicMessage.Of(purchase, create.TraceParent)], accepted);
    }
}
