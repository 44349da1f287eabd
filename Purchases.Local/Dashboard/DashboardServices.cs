using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;
using Purchases.Core.Http;
using Purchases.Local.Runtime;

namespace Purchases.Local.Dashboard;

/// <summary>The dashboard at /: its files, the state that it polls, and the bad event that its traffic asks for.</summary>
internal static class DashboardServices
{
    // The browser runs and fetches nothing from another host, whatever a purchase contains.
    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
        "form-action 'none'; frame-ancestors 'none'; base-uri 'none'";

    public static void AddDashboard(this IServiceCollection services)
    {
        services.AddSingleton<Totals>();
        services.AddSingleton<DashboardView>();
        services.AddSingleton<BadEvent>();
    }

    /// <summary>The files need no key. What they show needs the key, like every function with data.</summary>
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

        web.MapRead("/dashboard/state", WithKey(web.Services.GetRequiredService<DashboardView>().AnswerAsync));
        web.MapPost("/dashboard/bad-event", WithKey(web.Services.GetRequiredService<BadEvent>().PublishAsync));

        RequestDelegate WithKey(RequestDelegate next) => context => key?.IsIn(context.Request) == false
            ? Problem.Unauthorized("This call needs the function key in the header x-functions-key.").ExecuteAsync(context)
            : next(context);
    }
}
