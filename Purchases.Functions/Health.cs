using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Purchases.Core.Http;

namespace Purchases.Functions;

/// <summary>GET /health (liveness) and GET /health/ready (readiness). They need no key, since probes have none.</summary>
public sealed class Health(HealthCheckService checks)
{
    [Function(nameof(Health))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "health/{probe?}")] HttpRequest request,
        CancellationToken cancellationToken) =>
        request.RouteValues["probe"] switch
        {
            null => TypedResults.Ok(new Status("ok")),
            "ready" => await Readiness.AnswerAsync(checks, cancellationToken),
            _ => Problem.NotFound("Only /health and /health/ready exist."),
        };
}
