using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Purchases.Core.Http;

namespace Purchases.Functions;

/// <summary>GET /purchases/{eventId}: shows a client that its purchase is recorded; with wait, as soon as it is.</summary>
public sealed class GetPurchase(RecordedPurchases purchases)
{
    [Function(nameof(GetPurchase))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "purchases/{eventId}")] HttpRequest request,
        CancellationToken cancellationToken) =>
        (await purchases.FindAsync(request, cancellationToken)).ToResult();
}
