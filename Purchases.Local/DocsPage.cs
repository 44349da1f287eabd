using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Purchases.Functions;
using Purchases.Local.Runtime;

namespace Purchases.Local;

/// <summary>
/// /docs: Swagger UI over /openapi.json, to read the API and to call it. Its files come from the package, none from another host.
/// </summary>
internal static class DocsPage
{
    public const string Path = "/docs";

    // The browser itself holds the page to this host, whatever its scripts want. Swagger UI sets styles and its logo inline.
    private const string ContentSecurityPolicy =
        "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; " +
        "frame-ancestors 'none'; base-uri 'none'; object-src 'none'";

    /// <summary>Adds the page where the description is served; a role without it has none.</summary>
    public static void MapDocs(this WebApplication web)
    {
        var description = web.Services.GetRequiredService<FunctionCatalog>().Functions.FirstOrDefault(
            function => function.Name == nameof(ApiDescriptions.GetOpenApi));
        if (description is null) return;

        // Routed like a function, so that no other request passes through it; built when first asked for, so that the start doesn't wait
        // for it.
        var descriptionPath = description.Path(web.Services.GetRequiredService<HostSettings>().RoutePrefix);
        var page = new Lazy<RequestDelegate>(() => Build(web, descriptionPath));
        web.MapRead($"{Path}/{{**file}}", context => page.Value(context));
    }

    private static RequestDelegate Build(IEndpointRouteBuilder web, string descriptionPath)
    {
        var pipeline = web.CreateApplicationBuilder();
        pipeline.Use((context, next) =>
        {
            context.Response.Headers.ContentSecurityPolicy = ContentSecurityPolicy;

            // Swagger UI answers GET only. To a HEAD the server sends no body in any case.
            context.Request.Method = HttpMethods.Get;
            return next(context);
        });
        pipeline.UseSwaggerUI(page =>
        {
            page.RoutePrefix = Path.TrimStart('/');
            page.DocumentTitle = "Purchases API";
            page.SwaggerEndpoint(descriptionPath, "Purchases");
            page.InjectJavascript("/docs.js");
            page.EnableTryItOutByDefault();
            page.DisplayRequestDuration();
            page.DefaultModelsExpandDepth(0);

            // Port 7071 is that of every function project on the machine: a page kept by the browser would show up in another one.
            page.CacheLifetime = null;
        });
        pipeline.Run(context =>
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        });
        return pipeline.Build();
    }
}
