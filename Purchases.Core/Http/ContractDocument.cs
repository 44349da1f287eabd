using Microsoft.AspNetCore.Http;

namespace Purchases.Core.Http;

/// <summary>A file of docs/contracts as an answer. It has no public properties: a host may serialise every result once more.</summary>
public sealed class ContractDocument : IResult
{
    /// <summary>The HTTP API.</summary>
    public static readonly ContractDocument OpenApi = new("openapi.json");

    /// <summary>The topic. Its payload is <see cref="EventSchema"/>, by a reference relative to where it was fetched.</summary>
    public static readonly ContractDocument AsyncApi = new("asyncapi.json");

    /// <summary>JSON Schema of an event's value.</summary>
    public static readonly ContractDocument EventSchema = new("purchase-created.v1.schema.json");

    private readonly Lazy<byte[]> _bytes;

    private ContractDocument(string file) => _bytes = new(() => Read(file));

    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.ContentType = MediaTypes.Json;
        httpContext.Response.ContentLength = _bytes.Value.Length;
        return httpContext.Response.Body.WriteAsync(_bytes.Value, httpContext.RequestAborted).AsTask();
    }

    private static byte[] Read(string file)
    {
        using var resource = typeof(ContractDocument).Assembly.GetManifestResourceStream(file)!;
        var document = new byte[resource.Length];
        resource.ReadExactly(document);
        return document;
    }
}

/// <summary>The Content-Types of answers.</summary>
internal static class MediaTypes
{
    /// <summary>The same value as ASP.NET Core's own results have.</summary>
    public const string Json = "application/json; charset=utf-8";
}
