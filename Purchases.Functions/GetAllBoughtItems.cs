using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Purchases.Core.Http;

namespace Purchases.Functions;

/// <summary>GET /getAllBoughtItems: the list of /purchases, read through the api server if there is one.</summary>
public sealed class GetAllBoughtItems(IBoughtItems items)
{
    [Function(nameof(GetAllBoughtItems))]
    public IResult Run([HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "getAllBoughtItems")] HttpRequest request)
    {
        // What the api server would reject is rejected here, so a 502 is never the result of an invalid call.
        var query = ListQuery.Read(request.Query);
        return query.Succeeded ? items.List(query.Value) : query.Problem;
    }
}
