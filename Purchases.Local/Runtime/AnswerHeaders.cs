using Microsoft.AspNetCore.Http;

namespace Purchases.Local.Runtime;

/// <summary>Default headers: no cache stores the answer, and no browser guesses its type.</summary>
internal static class AnswerHeaders
{
    public static Task AddAsync(HttpContext context, RequestDelegate next)
    {
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        return next(context);
    }
}
