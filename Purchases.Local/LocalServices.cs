using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Purchases.Core.Http;
using Purchases.Functions.Startup;
using Purchases.Local.Embedded;
using Purchases.Local.Runtime;
using Purchases.Local.Telemetry;

namespace Purchases.Local;

/// <summary>The registration of Local's parts.</summary>
internal static class LocalServices
{
    /// <summary>The event log and the store, in the data directory.</summary>
    public static void AddEmbedded(this IServiceCollection services, IConfiguration configuration, LocalOptions options)
    {
        services.AddSingleton(_ => new DataDirectory(options.Data));
        services.AddSingleton<Topics>();
        services.AddReadiness<Topics>("topics", (topics, _) => topics.CheckAsync());
        services.AddSingleton<ConsumerOffsets>();
        services.AddSingleton(options);
        services.AddSingleton<StoreFile>();
        services.AddStore<SqlitePurchaseStore, SqliteRejectedEventStore, StoreFile>(
            configuration, (file, cancellationToken) => file.CheckAsync(cancellationToken));
        services.AddSingleton<DataWatch>();
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<DataWatch>());
    }

    /// <summary>The functions, and a listener for each Kafka-triggered one.</summary>
    public static void AddRuntime(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(HostSettings.Read(configuration));
        services.AddSingleton<SettingExpressions>();
        services.AddSingleton<FunctionCatalog>();
        services.AddSingleton<RefusedCalls>();
        services.AddSingleton<KafkaTriggers>();
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<KafkaTriggers>());
        services.AddReadiness<KafkaTriggers>("events", (triggers, _) => triggers.CheckAsync());
        services.AddHostedService<LogTrimmer>();
        services.AddSingleton<ConsumerWatch>();
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<ConsumerWatch>());
        services.AddReadiness<ConsumerWatch>("consumer", (consumer, _) => consumer.CheckAsync());
    }

    /// <summary>A route for each HTTP-triggered function; problem+json for all other requests.</summary>
    public static void MapFunctions(this WebApplication web, LocalOptions options, FunctionKey? key)
    {
        web.UseWhen(
            context => context.GetEndpoint()?.Metadata.GetMetadata<FunctionDefinition>() is null,
            unanswered => unanswered.UseStatusCodePages(context => Problem
                .Of(context.HttpContext.Response.StatusCode, Unanswered(context.HttpContext))
                .ExecuteAsync(context.HttpContext)));

        // Without a key only this machine may call, and no other site's page through its browser.
        if (key is null && !options.AllowAnonymous) web.Use(LoopbackOnly.CheckAsync);

        var settings = web.Services.GetRequiredService<HostSettings>();
        var topics = web.Services.GetRequiredService<Topics>();
        var expressions = web.Services.GetRequiredService<SettingExpressions>();
        var refused = web.Services.GetRequiredService<RefusedCalls>();
        var logger = web.Services.GetRequiredService<ILogger<HttpFunction>>();
        foreach (var function in web.Services.GetRequiredService<FunctionCatalog>().Functions.Where(function => function.Http is not null))
        {
            var output = new FunctionOutput(function, topic => topics.Open(expressions.Resolve(topic)));
            var run = new HttpFunction(function, output, key, refused, logger);
            web.MapMethods(function.Path(settings.RoutePrefix), function.Http!.Methods ?? [], run.RunAsync).WithMetadata(function);
        }
    }

    private static string Unanswered(HttpContext context) => context.Response.StatusCode switch
    {
        StatusCodes.Status404NotFound => "There is no function at this path.",
        StatusCodes.Status405MethodNotAllowed =>
            $"{context.Request.Method} isn't allowed at this path; allowed: {context.Response.Headers.Allow}.",
        _ => "The request can't be handled.",
    };
}
