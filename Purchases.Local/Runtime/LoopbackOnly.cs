using Microsoft.AspNetCore.Http;
using Purchases.Core.Http;

namespace Purchases.Local.Runtime;

/// <summary>
/// Keeps pages of other sites out while no key does: a browser on this machine would carry their calls here. It tells them by Origin, and a
/// site whose name was pointed at this machine (DNS rebinding) by Host.
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
                "Without a key only calls to a loopback name, and from no other site's page, are answered. " +
                "Set FUNCTIONS_KEY, or say --allow-anonymous.")
                .ExecuteAsync(context);
    }
}
