using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Purchases.Core.Http;

namespace Purchases.Functions;

/// <summary>GET /health says that the process lives, GET /health/ready whether it should get requests. No key: probes have none.</summary>
public sealed class Health(Readiness readiness)
{
    [Function(nameof(Health))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "health/{probe?}")] HttpRequest request,
        CancellationToken cancellationToken) =>
        request.RouteValues["probe"] switch
        {
            null => TypedResults.Ok(new Status("ok")),
            "ready" => await readiness.CheckAsync(cancellationToken),
            _ => Problem.NotFound("There are /health and /health/ready."),
        };
}
