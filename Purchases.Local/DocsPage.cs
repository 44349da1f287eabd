using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Purchases.Functions;
using Purchases.Local.Runtime;

namespace Purchases.Local;

/// <summary>
/// /docs: Swagger UI for /openapi.json, to read the API's description and to call it. All files are served from the package.
/// </summary>
internal static class DocsPage
{
    public const string Path = "/docs";

    // The browser blocks requests to other hosts. Swagger UI has inline styles and an inline logo.
    private const string ContentSecurityPolicy =
        "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; " +
        "frame-ancestors 'none'; base-uri 'none'; object-src 'none'";

    /// <summary>Adds the page if this process serves the API's description.</summary>
    public static void MapDocs(this WebApplication web)
    {
        var description = web.Services.GetRequiredService<FunctionCatalog>().Functions.FirstOrDefault(
            function => function.Name == nameof(ApiDescriptions.GetOpenApi));
        if (description is null) return;

        // Routed like a function, so that other requests don't pass through it; built at the first request, so that the start doesn't wait.
        var descriptionPath = description.Path(web.Services.GetRequiredService<HostSettings>().RoutePrefix);
        var page = new Lazy<RequestDelegate>(() => Build(web, descriptionPath));
        web.MapMethods($"{Path}/{{**file}}", [HttpMethods.Get, HttpMethods.Head], context => page.Value(context));
    }

    private static RequestDelegate Build(IEndpointRouteBuilder web, string descriptionPath)
    {
        var pipeline = web.CreateApplicationBuilder();
        pipeline.Use((context, next) =>
        {
            context.Response.Headers.ContentSecurityPolicy = ContentSecurityPolicy;

            // Swagger UI answers only GET. The server sends no body for HEAD anyway.
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

            // Every function project on the machine uses port 7071: a page cached by the browser would appear in another project.
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
