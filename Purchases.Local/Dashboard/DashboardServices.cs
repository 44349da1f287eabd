using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;
using Purchases.Core.Http;
using Purchases.Local.Embedded;
using Purchases.Local.Runtime;

namespace Purchases.Local.Dashboard;

/// <summary>The dashboard at /: its files, the state that it polls, and the bad event of its sample traffic.</summary>
internal static class DashboardServices
{
    // The browser runs and loads nothing from other hosts, whatever a purchase contains.
    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
        "form-action 'none'; frame-ancestors 'none'; base-uri 'none'";

    public static void AddDashboard(this IServiceCollection services)
    {
        services.AddSingleton<Totals>();
        services.AddSingleton<DashboardView>();
    }

    /// <summary>The files require no key. Their data requires the key, as every function with data does.</summary>
    public static void MapDashboard(this WebApplication web, FunctionKey? key)
    {
        // Totals count from the start, whether or not the dashboard is open.
        web.Services.GetRequiredService<Totals>();

        var files = new FileServerOptions
        {
            FileProvider = new EmbeddedFileProvider(typeof(DashboardServices).Assembly, "dashboard"),
            EnableDefaultFiles = true,
        };
        files.StaticFileOptions.OnPrepareResponse = file =>
            file.Context.Response.Headers.ContentSecurityPolicy = ContentSecurityPolicy;
        web.UseFileServer(files);

        web.MapMethods("/dashboard/state", [HttpMethods.Get, HttpMethods.Head],
            WithKey(web.Services.GetRequiredService<DashboardView>().AnswerAsync));
        web.MapPost("/dashboard/bad-event", WithKey(PublishBadEventAsync));

        RequestDelegate WithKey(RequestDelegate next) => context => key?.IsIn(context.Request) == false
            ? Problem.Unauthorized("This call requires the function key in the header x-functions-key.").ExecuteAsync(context)
            : next(context);
    }

    // From another producer that writes qty for quantity. POST /buy rejects such a body, so the browser can't put one on the topic.
    private static async Task PublishBadEventAsync(HttpContext context)
    {
        var services = context.RequestServices;
        var topic = services.GetRequiredService<Topics>().Open(services.GetRequiredService<SettingExpressions>().Resolve("%KAFKA_TOPIC%"));
        var json = $$"""
            {"eventId":"{{Guid.CreateVersion7()}}","timestamp":"{{services.GetRequiredService<TimeProvider>().GetUtcNow():O}}",
            "userId":"grace","itemId":"headphones","qty":2}
            """;
        try
        {
            var offset = await topic.AppendAsync(new("grace"u8.ToArray(), Encoding.UTF8.GetBytes(json), []));
            await TypedResults.Json(new { offset }, statusCode: StatusCodes.Status202Accepted).ExecuteAsync(context);
        }
        catch (UnavailableException e)
        {
            await Problem.Unavailable(e.Message).ExecuteAsync(context);
        }
    }
}
