using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Purchases.Core.Http;

namespace Purchases.Functions;

/// <summary>GET /purchase-created.v1.schema.json: the schema of an event, at the address that /asyncapi.json refers to.</summary>
public sealed class GetEventSchema
{
    [Function(nameof(GetEventSchema))]
    public IResult Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "purchase-created.v1.schema.json")] HttpRequest request) =>
        ContractDocument.EventSchema;
}
