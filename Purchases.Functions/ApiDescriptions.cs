using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Purchases.Core.Http;

namespace Purchases.Functions;

/// <summary>Machine-readable descriptions of the HTTP API and the topic. They need no key.</summary>
public sealed class ApiDescriptions
{
    /// <summary>GET /openapi.json: the HTTP API.</summary>
    [Function(nameof(GetOpenApi))]
    public IResult GetOpenApi([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "openapi.json")] HttpRequest request) =>
        ContractDocument.OpenApi;

    /// <summary>GET /asyncapi.json: the topic.</summary>
    [Function(nameof(GetAsyncApi))]
    public IResult GetAsyncApi([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "asyncapi.json")] HttpRequest request) =>
        ContractDocument.AsyncApi;

    /// <summary>GET /purchase-created.v1.schema.json: the schema of an event, at the address that /asyncapi.json refers to.</summary>
    [Function(nameof(GetEventSchema))]
    public IResult GetEventSchema(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "purchase-created.v1.schema.json")] HttpRequest request) =>
        ContractDocument.EventSchema;
}
