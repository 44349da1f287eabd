using System.Globalization;
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

    // The event around its values, as it is and as it stands in a JSON string.
    private static readonly string[] Around = string.Concat(
    [
        $"{{\"{MemberNames.EventId}\":\"#\",",
        $"\"{MemberNames.EventType}\":\"{PurchaseCreated.TypeName}\",\"{MemberNames.EventVersion}\":{PurchaseCreated.Version},",
        $"\"{MemberNames.Timestamp}\":\"#\",\"{MemberNames.UserId}\":\"#\",\"{MemberNames.ItemId}\":\"#\",\"{MemberNames.Quantity}\":#}}",
    ]).Split('#');

    private static readonly string[] AroundInText = Array.ConvertAll(Around, InText);

    /// <summary>Gives <paramref name="options"/> this project's way of writing JSON.</summary>
    public static JsonSerializerOptions Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        options.TypeInfoResolverChain.Insert(0, PurchaseJsonContext.Default);
        return options;
    }

    /// <summary>The event's JSON, as it travels on the topic.</summary>
    public static string Write(PurchaseCreated purchase) => Write(purchase, Around, InText);

    /// <summary>The same as <see cref="InText"/> of it. Escaping a whole event takes longer than writing it, so only its values are.</summary>
    public static string WriteInText(PurchaseCreated purchase) => Write(purchase, AroundInText, static text => InText(InText(text)));

    /// <summary>The purchase's JSON, as it stands in an answer: the same.</summary>
    public static void Write(Utf8JsonWriter writer, PurchaseCreated purchase) =>
        JsonSerializer.Serialize(writer, purchase, Context.PurchaseCreated);

    /// <summary>The text as it stands between the quotes of a JSON string.</summary>
    public static string InText(string text) => JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(text);

    private static string Write(PurchaseCreated purchase, string[] around, Func<string, string> escape) => string.Concat(
    [
        around[0], escape(purchase.EventId),
        around[1], purchase.Timestamp.ToString(),
        around[2], escape(purchase.UserId),
        around[3], escape(purchase.ItemId),
        around[4], purchase.Quantity.ToString(CultureInfo.InvariantCulture),
        around[5],
    ]);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(PurchaseCreated))]
[JsonSerializable(typeof(Http.Accepted))]
[JsonSerializable(typeof(Http.Status))]
[JsonSerializable(typeof(Http.RejectedPage))]
[JsonSerializable(typeof(Http.RejectedView))]
[JsonSerializable(typeof(Http.ReplayedPage))]
internal sealed partial class PurchaseJsonContext : JsonSerializerContext;
