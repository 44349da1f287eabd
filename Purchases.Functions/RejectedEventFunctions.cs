using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Purchases.Core.Http;

namespace Purchases.Functions;

/// <summary>Rejected events as an operator looks at and dismisses them.</summary>
public sealed class RejectedEventFunctions(RejectedEvents rejected)
{
    /// <summary>GET /rejected: the open ones, or those of another state, newest first, a page at a time.</summary>
    [Function(nameof(GetRejectedEvents))]
    public async Task<IResult> GetRejectedEvents(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "rejected")] HttpRequest request,
        CancellationToken cancellationToken) =>
        (await rejected.PageAsync(request.Query, cancellationToken)).ToResult();

    /// <summary>GET /rejected/{topic}/{partition}/{offset}: one with all that is known of it.</summary>
    [Function(nameof(GetRejectedEvent))]
    public async Task<IResult> GetRejectedEvent(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "rejected/{topic}/{partition}/{offset}")] HttpRequest request,
        CancellationToken cancellationToken) =>
        (await rejected.ViewAsync(request.RouteValues, cancellationToken)).ToResult();

    /// <summary>
    /// POST /rejected/{topic}/{partition}/{offset}/dismiss: nothing more is to be done about it; the body may have a note that says why. It
    /// stays on record.
    /// </summary>
    [Function(nameof(DismissRejectedEvent))]
    public async Task<IResult> DismissRejectedEvent(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "rejected/{topic}/{partition}/{offset}/dismiss")] HttpRequest request,
        CancellationToken cancellationToken) =>
        (await rejected.DismissAsync(request, cancellationToken)).ToResult();
}
