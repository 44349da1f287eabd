using System.Text.Json;
using System.Text.Json.Serialization;

namespace Purchases.Core;

/// <summary>
/// Why an event was rejected, for programs: a closed list. As text it is <c>invalid_json</c> and the like, in stores, answers and
/// metrics alike.
/// </summary>
[JsonConverter(typeof(JsonTextOfRejectionCode))]
public enum RejectionCode
{
    /// <summary>None is known: the event was kept by a version that had no codes.</summary>
    Unknown,

    /// <summary>A tombstone, or a value without bytes.</summary>
    Empty,

    /// <summary>More than <see cref="Limits.EventBytesMax"/>.</summary>
    TooLarge,

    NotUtf8,

    InvalidJson,

    /// <summary>JSON, but no object.</summary>
    NotAnObject,

    /// <summary>What the output binding publishes when it can't take its envelope apart.</summary>
    RawEnvelope,

    /// <summary>A member is missing, and eventType and eventVersion name no other event.</summary>
    MissingMember,

    /// <summary>All members are there, and one of them can't be right.</summary>
    InvalidMember,

    /// <summary>An eventType other than <see cref="PurchaseCreated.TypeName"/>.</summary>
    UnsupportedType,

    /// <summary>An eventVersion other than <see cref="PurchaseCreated.Version"/>.</summary>
    UnsupportedVersion,

    /// <summary>Another purchase is recorded under this eventId.</summary>
    Conflict,

    /// <summary>The store has a rule of its own that this purchase breaks.</summary>
    RefusedByStore,
}

/// <summary>A <see cref="RejectionCode"/> as text.</summary>
public static class RejectionCodes
{
    private static readonly string[] Texts =
        Array.ConvertAll(Enum.GetNames<RejectionCode>(), JsonNamingPolicy.SnakeCaseLower.ConvertName);

    public static string Text(this RejectionCode code) => Texts[(int)code];

    /// <summary>Reads what <see cref="Text"/> gave; anything else is <see cref="RejectionCode.Unknown"/>.</summary>
    public static RejectionCode Parse(string? text) => (RejectionCode)Math.Max(0, Array.IndexOf(Texts, text));
}

internal sealed class JsonTextOfRejectionCode() : JsonStringEnumConverter<RejectionCode>(JsonNamingPolicy.SnakeCaseLower);
