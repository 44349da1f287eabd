using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Purchases.Core.Json;

/// <summary>
/// Writes purchases as JSON: all seven members in the contract's order, with no escapes that JSON doesn't require (so the timestamp's
/// <c>+00:00</c> isn't escaped). <see cref="PurchaseReader"/> reads them.
/// </summary>
public static class PurchaseJson
{
    internal static readonly PurchaseJsonContext Context = new(Configure(new()));

    /// <summary>Sets how this project writes JSON.</summary>
    public static JsonSerializerOptions Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        options.TypeInfoResolverChain.Insert(0, PurchaseJsonContext.Default);
        return options;
    }

    /// <summary>The event's JSON, as on the topic.</summary>
    public static string Write(PurchaseCreated purchase) => JsonSerializer.Serialize(purchase, Context.PurchaseCreated);

    /// <summary>The same JSON, as part of an answer.</summary>
    public static void Write(Utf8JsonWriter writer, PurchaseCreated purchase) =>
        JsonSerializer.Serialize(writer, purchase, Context.PurchaseCreated);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(PurchaseCreated))]
[JsonSerializable(typeof(Http.Accepted))]
[JsonSerializable(typeof(Http.Status))]
[JsonSerializable(typeof(Http.RejectedPage))]
[JsonSerializable(typeof(Http.RejectedView))]
[JsonSerializable(typeof(Http.ReplayedPage))]
internal sealed partial class PurchaseJsonContext : JsonSerializerContext;
