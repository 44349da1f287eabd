using Microsoft.AspNetCore.Http;

namespace Purchases.Core.Http;

/// <summary>
/// docs/contracts/openapi.json as an answer, byte for byte. It shows no public properties: a host may serialise every result once more.
/// </summary>
public sealed class ApiDescription : IResult
{
    private static readonly Lazy<byte[]> Document = new(Read);

    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.ContentType = MediaTypes.Json;
        httpContext.Response.ContentLength = Document.Value.Length;
        return httpContext.Response.Body.WriteAsync(Document.Value, httpContext.RequestAborted).AsTask();
    }

    private static byte[] Read()
    {
        using var resource = typeof(ApiDescription).Assembly.GetManifestResourceStream("openapi.json")!;
        var document = new byte[resource.Length];
        resource.ReadExactly(document);
        return document;
    }
}
