using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Purchases.Core.Http;

namespace Purchases.Functions;

/// <summary>GET /openapi.json: what this service answers, for tools. It needs no key, since it says how to give one.</summary>
public sealed class GetOpenApi
{
    [Function(nameof(GetOpenApi))]
    public IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "openapi.json")] HttpRequest request) =>
        ContractDocument.OpenApi;
}
