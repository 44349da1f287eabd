using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Purchases.Core.Http;

namespace Purchases.Functions;

/// <summary>GET /health says that the process lives, GET /health/ready whether it should get requests. No key: probes have none.</summary>
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
            _ => Problem.NotFound("There are /health and /health/ready."),
        };
}
