using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Purchases.Core.Json;

/// <summary>
/// The one place that knows how a purchase is written: all seven members in the contract's order, nothing escaped that JSON doesn't
/// ask for (so that the timestamp's <c>+00:00</c> stays what it is). <see cref="PurchaseReader"/> is the one that knows how it is read.
/// </summary>
public static class PurchaseJson
{
    internal static readonly PurchaseJsonContext Context = new(Configure(new()));

    /// <summary>Gives <paramref name="options"/> this project's way of writing JSON.</summary>
    public static JsonSerializerOptions Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        options.TypeInfoResolverChain.Insert(0, PurchaseJsonContext.Default);
        return options;
    }

    /// <summary>The event's JSON, as it travels on the topic.</summary>
    public static string Write(PurchaseCreated purchase) => JsonSerializer.Serialize(purchase, Context.PurchaseCreated);

    /// <summary>The purchase's JSON, as it stands in an answer: the same.</summary>
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
