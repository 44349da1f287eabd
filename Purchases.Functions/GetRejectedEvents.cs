using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Purchases.Core;
using Purchases.Core.Http;

namespace Purchases.Functions;

/// <summary>GET /rejected: the rejected events that wait for a person, newest first, a page at a time.</summary>
public sealed class GetRejectedEvents(RejectedEvents rejected)
{
    [Function(nameof(GetRejectedEvents))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "rejected")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        try
        {
            var page = PageQuery.Read(request.Query);
            return page.Succeeded ? TypedResults.Ok(await rejected.PageAsync(page.Value, cancellationToken)) : page.Problem;
        }
        catch (StoreUnavailableException e)
        {
            return Problem.Unavailable(e.Message);
        }
    }
}
