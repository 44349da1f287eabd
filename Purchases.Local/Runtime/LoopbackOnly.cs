using Microsoft.AspNetCore.Http;
using Purchases.Core.Http;

namespace Purchases.Local.Runtime;

/// <summary>
/// Without a key, rejects calls that another site's page makes through a browser on this machine: by Origin, and by Host against DNS
/// rebinding.
/// </summary>
internal static class LoopbackOnly
{
    public static Task CheckAsync(HttpContext context, RequestDelegate next)
    {
        var origin = context.Request.Headers.Origin.ToString();
        var allowed = Loopback.Is(context.Request.Host.Host) &&
            (origin.Length == 0 || (Uri.TryCreate(origin, UriKind.Absolute, out var page) && Loopback.Is(page.Host)));
        return allowed
            ? next(context)
            : Problem.Forbidden(
                "Without a key only calls to localhost or a loopback address are allowed, and none from another site's page. " +
                "Set FUNCTIONS_KEY, or pass --allow-anonymous.")
                .ExecuteAsync(context);
    }
}
