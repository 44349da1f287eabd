using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Purchases.Benchmarks.Servers;

/// <summary>
/// The baseline for Local: Kestrel and a minimal API that parses the same JSON, sends the same response, and stores nothing.
/// Written as usual, not tuned further.
/// </summary>
internal static class BareServer
{
    /// <summary>The argument that starts this server.</summary>
    public const string Command = "bare";

    public static async Task RunAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(ServerProcess.AnyPort);
        builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, BareJson.Default));

        await using var app = builder.Build();
        app.MapPost("/buy", static (BareBuy _) =>
        {
            var eventId = Guid.CreateVersion7().ToString();
            return TypedResults.Accepted($"/purchases/{eventId}", new BareAccepted("accepted", eventId));
        });
        await ServerProcess.ServeAsync(app);
    }
}

internal sealed record BareBuy(string UserId, string ItemId, long Quantity);

internal sealed record BareAccepted(string Status, string EventId);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(BareBuy))]
[JsonSerializable(typeof(BareAccepted))]
internal sealed partial class BareJson : JsonSerializerContext;
