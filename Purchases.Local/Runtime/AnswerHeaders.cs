using Microsoft.AspNetCore.Http;

namespace Purchases.Local.Runtime;

/// <summary>
/// What every answer says of itself, unless it knows better: it is somebody's data, so no cache keeps it, and it is what its Content-Type
/// says.
/// </summary>
internal static class AnswerHeaders
{
    public static Task AddAsync(HttpContext context, RequestDelegate next)
    {
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        return next(context);
    }
}
