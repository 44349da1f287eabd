using System.Text.Json;

namespace Purchases.Core.Json;

/// <summary>The names of the event's members in JSON: those of <see cref="PurchaseCreated"/>'s properties, in camel case.</summary>
internal static class MemberNames
{
    public static readonly JsonEncodedText EventId = Of(nameof(PurchaseCreated.EventId));
    public static readonly JsonEncodedText EventType = Of(nameof(PurchaseCreated.EventType));
    public static readonly JsonEncodedText EventVersion = Of(nameof(PurchaseCreated.EventVersion));
    public static readonly JsonEncodedText Timestamp = Of(nameof(PurchaseCreated.Timestamp));
    public static readonly JsonEncodedText UserId = Of(nameof(PurchaseCreated.UserId));
    public static readonly JsonEncodedText ItemId = Of(nameof(PurchaseCreated.ItemId));
    public static readonly JsonEncodedText Quantity = Of(nameof(PurchaseCreated.Quantity));

    /// <summary>Whether this is the name's bytes, without escapes.</summary>
    public static bool Is(this ReadOnlySpan<byte> utf8, JsonEncodedText name) => utf8.SequenceEqual(name.EncodedUtf8Bytes);

    private static JsonEncodedText Of(string property) => JsonEncodedText.Encode(JsonNamingPolicy.CamelCase.ConvertName(property));
}
