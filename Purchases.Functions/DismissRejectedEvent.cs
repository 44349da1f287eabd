using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Purchases.Core.Http;

namespace Purchases.Functions;

/// <summary>
/// POST /rejected/{topic}/{partition}/{offset}/dismiss: nothing more is to be done about one rejected event; the body may have a note that
/// says why. It stays on record.
/// </summary>
public sealed class DismissRejectedEvent(RejectedEvents rejected)
{
    [Function(nameof(DismissRejectedEvent))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "rejected/{topic}/{partition}/{offset}/dismiss")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        var dismissed = await rejected.DismissAsync(request, cancellationToken);
        return dismissed.Succeeded ? TypedResults.Ok(dismissed.Value) : dismissed.Problem;
    }
}
