using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Purchases.Functions;
using Purchases.Functions.Kafka.Confirmed;
using Purchases.Functions.Startup;

namespace Purchases.Benchmarks.Servers;

/// <summary>
/// Buy with KAFKA_DELIVERY=confirmed on Kestrel alone: what the function and its producer cost, without the Functions host.
/// </summary>
internal static class ConfirmedServer
{
    /// <summary>The argument that starts this server.</summary>
    public const string Command = "confirmed";

    public static async Task RunAsync(string brokers)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(ServerProcess.AnyPort);
        builder.Configuration.AddInMemoryCollection(Settings(brokers));
        builder.Services.AddPurchases(builder.Configuration);
        builder.Services.AddDelivery(builder.Configuration);
        builder.Services.AddTransient<Buy>();

        await using var app = builder.Build();
        app.MapPost("/buy", static async (HttpContext context) =>
        {
            var output = await context.RequestServices.GetRequiredService<Buy>().RunAsync(context.Request, context.RequestAborted);
            await output.Response.ExecuteAsync(context);
        });
        await ServerProcess.ServeAsync(app);
    }

    /// <summary>What the function and its producer read.</summary>
    public static Dictionary<string, string?> Settings(string brokers) => new(StringComparer.OrdinalIgnoreCase)
    {
        ["AzureFunctionsJobHost:functions:0"] = nameof(Buy),
        ["KAFKA_BOOTSTRAP_SERVERS"] = brokers,
        ["KAFKA_TOPIC"] = "purchases.v1",
        ["KAFKA_DELIVERY"] = "confirmed",
    };
}
