using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Purchases.Core.Http;

namespace Purchases.Functions;

/// <summary>GET /rejected: the rejected events that wait, or those of another state, newest first, a page at a time.</summary>
public sealed class GetRejectedEvents(RejectedEvents rejected)
{
    [Function(nameof(GetRejectedEvents))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "rejected")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        var query = RejectedQuery.Read(request.Query);
        if (!query.Succeeded) return query.Problem;

        var page = await rejected.PageAsync(query.Value, cancellationToken);
        return page.Succeeded ? TypedResults.Ok(page.Value) : page.Problem;
    }
}
