using System.Text.Json;
using System.Text.Json.Serialization;
using Purchases.Benchmarks.Results;

namespace Purchases.Benchmarks.Promises;

/// <summary>The event as a plain record, for JsonSerializer: no validation, no rule.</summary>
internal sealed record PlainPurchase
{
    public string EventId { get; init; } = "";

    public string EventType { get; init; } = "";

    public int EventVersion { get; init; }

    public DateTimeOffset Timestamp { get; init; }

    public string UserId { get; init; } = "";

    public string ItemId { get; init; } = "";

    public long Quantity { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(PlainPurchase))]
[JsonSerializable(typeof(PlainEnvelope))]
internal sealed partial class PlainJson : JsonSerializerContext
{
    /// <summary>By reflection, which is what one gets without asking.</summary>
    public static readonly JsonSerializerOptions Reflection = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    /// <summary>The quicker of the serializer's two ways, which is what ours is held against.</summary>
    /// <param name="rounds">Of ours, of reflection and of generated code.</param>
    /// <returns>Its place in the rounds, and its name.</returns>
    public static (int Place, string Name) Quicker(IReadOnlyList<IReadOnlyList<double>> rounds) =>
        Spread.Of(rounds[2]).Median < Spread.Of(rounds[1]).Median ? (2, "JsonSerializer, generated") : (1, "JsonSerializer, reflection");
}
