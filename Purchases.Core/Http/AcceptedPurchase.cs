using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Purchases.Core.Json;

namespace Purchases.Core.Http;

/// <summary>The 202 of a purchase. <c>Location</c> is where it can be read once it is recorded.</summary>
public sealed class AcceptedPurchase(string eventId) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = StatusCodes.Status202Accepted;
        response.Headers.Location = $"/purchases/{Uri.EscapeDataString(eventId)}";
        response.ContentType = MediaTypes.Json;

        // Without a Content-Length the body is chunked. It isn't flushed, so the host sends it when the function has ended.
        response.BodyWriter.Write(JsonSerializer.SerializeToUtf8Bytes(new("accepted", eventId), PurchaseJson.Context.Accepted));
        return Task.CompletedTask;
    }
}

internal sealed record Accepted(string Status, string EventId);
