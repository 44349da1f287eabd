using System.Text.Json;
using System.Text.Json.Serialization;

namespace Purchases.Core;

/// <summary>Why an event was rejected, for programs. Stores, answers and metrics contain it as text, such as <c>invalid_json</c>.</summary>
[JsonConverter(typeof(JsonTextOfRejectionCode))]
public enum RejectionCode
{
    /// <summary>The stored code is none of this list.</summary>
    Unknown,

    /// <summary>A tombstone, or a value without bytes.</summary>
    Empty,

    /// <summary>More than <see cref="Limits.EventBytesMax"/>.</summary>
    TooLarge,

    NotUtf8,

    InvalidJson,

    /// <summary>Valid JSON, but not an object.</summary>
    NotAnObject,

    /// <summary>What the output binding publishes when it can't parse its envelope.</summary>
    RawEnvelope,

    /// <summary>A member is missing, and neither eventType nor eventVersion names another event.</summary>
    MissingMember,

    /// <summary>No member is missing, but at least one is invalid.</summary>
    InvalidMember,

    /// <summary>An eventType other than <see cref="PurchaseCreated.TypeName"/>.</summary>
    UnsupportedType,

    /// <summary>An eventVersion other than <see cref="PurchaseCreated.Version"/>.</summary>
    UnsupportedVersion,

    /// <summary>Another purchase is recorded with this eventId.</summary>
    Conflict,

    /// <summary>The store rejects this purchase by a rule of its own.</summary>
    RefusedByStore,
}

/// <summary>A <see cref="RejectionCode"/> as text.</summary>
public static class RejectionCodes
{
    private static readonly string[] Texts =
        Array.ConvertAll(Enum.GetNames<RejectionCode>(), JsonNamingPolicy.SnakeCaseLower.ConvertName);

    public static string Text(this RejectionCode code) => Texts[(int)code];

    /// <summary>Reads what <see cref="Text"/> returned; anything else is <see cref="RejectionCode.Unknown"/>.</summary>
    public static RejectionCode Parse(string? text) => (RejectionCode)Math.Max(0, Array.IndexOf(Texts, text));
}

internal sealed class JsonTextOfRejectionCode() : JsonStringEnumConverter<RejectionCode>(JsonNamingPolicy.SnakeCaseLower);
