using System.Text.Json;
using System.Text.Json.Serialization;

namespace Purchases.Core;

/// <summary>What was done about a rejected event.</summary>
[JsonConverter(typeof(JsonTextOfRejectedState))]
public enum RejectedState
{
    /// <summary>It has to be dealt with; perhaps a replay is under way.</summary>
    Waiting,

    /// <summary>Its successor has taken its place: recorded, or rejected in its turn.</summary>
    Replayed,

    /// <summary>Nothing more is to be done.</summary>
    Dismissed,
}

internal sealed class JsonTextOfRejectedState() : JsonStringEnumConverter<RejectedState>(JsonNamingPolicy.SnakeCaseLower);
