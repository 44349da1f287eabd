using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Purchases.Core.Http;

namespace Purchases.Functions;

/// <summary>GET /purchases: a user's recorded purchases, newest first.</summary>
public sealed class GetPurchases(PurchaseLists lists)
{
    [Function(nameof(GetPurchases))]
    public IResult Run([HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "purchases")] HttpRequest request)
    {
        var query = ListQuery.Read(request.Query);
        return query.Succeeded ? lists.List(query.Value) : query.Problem;
    }
}
