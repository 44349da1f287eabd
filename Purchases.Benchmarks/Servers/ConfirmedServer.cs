using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Purchases.Core;
using Purchases.Functions;
using Purchases.Functions.Kafka;
using Purchases.Functions.Kafka.Confirmed;
using Purchases.Functions.Startup;

namespace Purchases.Benchmarks.Servers;

/// <summary>
/// Buy with KAFKA_DELIVERY=confirmed on Kestrel, without the Functions host, and its baseline: a minimal API with the same producer.
/// </summary>
internal static class ConfirmedServer
{
    /// <summary>The argument that starts this server.</summary>
    public const string Command = "confirmed";

    /// <summary>The path of the baseline.</summary>
    public const string BarePath = "/bare";

    public static async Task RunAsync(string brokers)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(ServerProcess.AnyPort);
        builder.Configuration.AddInMemoryCollection(Settings(brokers));
        builder.Services.AddPurchases(builder.Configuration);
        builder.Services.AddDelivery(builder.Configuration);
        builder.Services.AddTransient<Buy>();
        builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, BareJson.Default));

        await using var app = builder.Build();
        app.MapPost("/buy", static async (HttpContext context) =>
        {
            var output = await context.RequestServices.GetRequiredService<Buy>().RunAsync(context.Request, context.RequestAborted);
            await output.Response.ExecuteAsync(context);
        });
        app.MapPost(BarePath, static async (BareBuy buy, SupervisedProducer producer) =>
        {
            var purchase = new BuyRequest(buy.UserId, buy.ItemId, buy.Quantity).Accept(null, TimeProvider.System);
            return await producer.SendAsync(TopicMessage.Of(purchase)) is null
                ? Results.Accepted($"/purchases/{purchase.EventId}", new BareAccepted("accepted", purchase.EventId))
                : Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
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
