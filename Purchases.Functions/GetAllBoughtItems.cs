using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Purchases.Core.Http;

namespace Purchases.Functions;

/// <summary>GET /getAllBoughtItems: what /purchases says, through the api server when there is one.</summary>
public sealed class GetAllBoughtItems(IBoughtItems items)
{
    [Function(nameof(GetAllBoughtItems))]
    public IResult Run([HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "getAllBoughtItems")] HttpRequest request)
    {
        // Proxying: what the api server would refuse is refused here, so a 502 always means trouble and never a bad call.
        var query = ListQuery.Read(request.Query);
        return query.Succeeded ? items.List(query.Value) : query.Problem;
    }
}
