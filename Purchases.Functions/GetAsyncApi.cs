using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Purchases.Core.Http;

namespace Purchases.Functions;

/// <summary>GET /asyncapi.json: what lies on the topic, for tools. No key, like the description of the calls.</summary>
public sealed class GetAsyncApi
{
    [Function(nameof(GetAsyncApi))]
    public IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "asyncapi.json")] HttpRequest request) =>
        ContractDocument.AsyncApi;
}
