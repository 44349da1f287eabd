using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Purchases.Core.Http;

namespace Purchases.Functions;

/// <summary>Lists, shows and dismisses rejected events.</summary>
public sealed class RejectedEventFunctions(RejectedEvents rejected)
{
    /// <summary>GET /rejected: a page of the open events, or of those in another state, newest first.</summary>
    [Function(nameof(GetRejectedEvents))]
    public async Task<IResult> GetRejectedEvents(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "rejected")] HttpRequest request,
        CancellationToken cancellationToken) =>
        (await rejected.PageAsync(request.Query, cancellationToken)).ToResult();

    /// <summary>GET /rejected/{topic}/{partition}/{offset}: one event with its content.</summary>
    [Function(nameof(GetRejectedEvent))]
    public async Task<IResult> GetRejectedEvent(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "rejected/{topic}/{partition}/{offset}")] HttpRequest request,
        CancellationToken cancellationToken) =>
        (await rejected.ViewAsync(request.RouteValues, cancellationToken)).ToResult();

    /// <summary>
    /// POST /rejected/{topic}/{partition}/{offset}/dismiss: closes an event without a replay. The body may contain a note. The event stays
    /// readable.
    /// </summary>
    [Function(nameof(DismissRejectedEvent))]
    public async Task<IResult> DismissRejectedEvent(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "rejected/{topic}/{partition}/{offset}/dismiss")] HttpRequest request,
        CancellationToken cancellationToken) =>
        (await rejected.DismissAsync(request, cancellationToken)).ToResult();
}
