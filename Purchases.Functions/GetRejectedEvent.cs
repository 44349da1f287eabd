using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Purchases.Core.Http;

namespace Purchases.Functions;

/// <summary>GET /rejected/{topic}/{partition}/{offset}: one rejected event with its key and value.</summary>
public sealed class GetRejectedEvent(RejectedEvents rejected)
{
    [Function(nameof(GetRejectedEvent))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "rejected/{topic}/{partition}/{offset}")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        var found = await rejected.FindAsync(request.RouteValues, cancellationToken);
        return found.Succeeded ? TypedResults.Ok(RejectedView.Of(found.Value)) : found.Problem;
    }
}
