using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Purchases.Core;
using Purchases.Core.Http;

namespace Purchases.Functions;

/// <summary>GET /purchases/{eventId}: where a client sees that its purchase is recorded.</summary>
public sealed class GetPurchase(IPurchaseStore store)
{
    [Function(nameof(GetPurchase))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "purchases/{eventId}")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        var eventId = $"{request.RouteValues["eventId"]}";
        try
        {
            // Other producers' ids may hold a slash, the one escape that a path keeps: order%2F17 is order/17, unless there is an order%2F17.
            var found = await store.FindAsync(eventId, cancellationToken);
            if (found is null && eventId.Contains("%2F", StringComparison.OrdinalIgnoreCase))
                found = await store.FindAsync(eventId.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase), cancellationToken);
            return found is { } purchase
                ? TypedResults.Ok(purchase)
                : Problem.NotFound("No purchase with this eventId is recorded (yet).");
        }
        catch (StoreUnavailableException e)
        {
            return Problem.Unavailable(e.Message);
        }
    }
}
