using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Purchases.Local.Runtime;

/// <summary>What Local answers by itself, beside the functions.</summary>
internal static class ReadRoutes
{
    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>Answers GET, and HEAD as it: Kestrel sends no body then.</summary>
    public static void MapRead(this IEndpointRouteBuilder web, string pattern, RequestDelegate answer) =>
        web.MapMethods(pattern, Methods, answer);
}
