using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Purchases.Core.Http;

namespace Purchases.Functions;

/// <summary>GET /rejected/{topic}/{partition}/{offset}: one rejected event with all that is known of it.</summary>
public sealed class GetRejectedEvent(RejectedEvents rejected)
{
    [Function(nameof(GetRejectedEvent))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "rejected/{topic}/{partition}/{offset}")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        var found = await rejected.ViewAsync(request.RouteValues, cancellationToken);
        return found.Succeeded ? TypedResults.Ok(found.Value) : found.Problem;
    }
}
