using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Purchases.Benchmarks.Servers;

/// <summary>
/// What Local is measured against: Kestrel and a minimal API that reads the same JSON, answers the same, and keeps nothing.
/// Written as one would, not tuned further.
/// </summary>
internal static class BareServer
{
    /// <summary>The first argument that makes this program that server.</summary>
    public const string Command = "bare";

    public static async Task RunAsync(string url)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(url);
        builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, BareJson.Default));

        await using var app = builder.Build();
        app.MapGet("/health", static () => TypedResults.Ok(new BareStatus("ok")));
        app.MapPost("/buy", static (BareBuy _) =>
        {
            var eventId = Guid.CreateVersion7().ToString();
            return TypedResults.Accepted($"/purchases/{eventId}", new BareAccepted("accepted", eventId));
        });
        await app.RunAsync();
    }
}

internal sealed record BareBuy(string UserId, string ItemId, long Quantity);

internal sealed record BareAccepted(string Status, string EventId);

internal sealed record BareStatus(string Status);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(BareBuy))]
[JsonSerializable(typeof(BareAccepted))]
[JsonSerializable(typeof(BareStatus))]
internal sealed partial class BareJson : JsonSerializerContext;
