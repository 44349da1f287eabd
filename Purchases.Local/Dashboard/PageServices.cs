using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Purchases.Core.Http;
using Purchases.Local.Runtime;

namespace Purchases.Local.Dashboard;

/// <summary>The page at / that shows the pipeline, and the feed that it lives on.</summary>
internal static class PageServices
{
    public static void AddPage(this IServiceCollection services)
    {
        services.AddSingleton<Totals>();
        services.AddSingleton<NewestPurchases>();
        services.AddSingleton<StoreTotals>();
        services.AddSingleton<PipelineView>();
        services.AddSingleton<Feed>();
        services.AddSingleton<OtherProducer>();
    }

    /// <summary>The page's files are for everyone; what it shows asks for the key, as every function with data does.</summary>
    public static void MapPage(this WebApplication web, FunctionKey? key)
    {
        // Counts from here on: the totals are those since the start, whenever somebody looks.
        web.Services.GetRequiredService<Totals>();

        web.MapRead("/", PageFile.Of("index.html"));
        foreach (var name in PageFile.Names) web.MapRead($"/{name}", PageFile.Of(name));

        web.MapRead("/events", WithKey(web.Services.GetRequiredService<Feed>().WatchAsync));
        web.MapPost("/bad-event", WithKey(web.Services.GetRequiredService<OtherProducer>().PublishBadEventAsync));

        RequestDelegate WithKey(RequestDelegate next) => context => key?.IsIn(context.Request) == false
            ? Problem.Unauthorized("This needs the function key, as header x-functions-key or query parameter code.").ExecuteAsync(context)
            : next(context);
    }
}
