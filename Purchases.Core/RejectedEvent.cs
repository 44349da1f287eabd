using System.Text.Json;
using System.Text.Json.Serialization;

namespace Purchases.Core;

/// <summary>An event that could not be recorded, kept with the reason so that a person can look at it, and replay or dismiss it.</summary>
/// <param name="Position">Its identity: rejecting the same record again changes nothing.</param>
/// <param name="Code">What was wrong, for programs.</param>
/// <param name="Reason">The same in words; names the member.</param>
/// <param name="Key">The key as it was; null when the record had none.</param>
/// <param name="Value">The value as it was, byte for byte, up to <see cref="Limits.RejectedBytesMax"/>; null for a tombstone.</param>
/// <param name="RejectedAt">When it was first rejected, UTC.</param>
public sealed record RejectedEvent(
    EventPosition Position,
    RejectionCode Code,
    string Reason,
    byte[]? Key,
    byte[]? Value,
    EventTimestamp RejectedAt)
{
    /// <summary>The user and the item of the value, where they could be read and are valid; null otherwise.</summary>
    public string? UserId { get; init; }

    /// <inheritdoc cref="UserId"/>
    public string? ItemId { get; init; }

    /// <summary>The rejected event that it is a replay of; null for every other one.</summary>
    public EventPosition? ReplayOf { get; init; }

    /// <summary>
    /// When the latest replay claimed it, UTC; null when none did, or the claim was given back. It stays when the claim has run out
    /// (<see cref="Limits.ReplayTime"/>) and when the event is marked as replayed.
    /// </summary>
    public EventTimestamp? ReplayingSince { get; init; }

    /// <summary>Where its successor lies, once that was recorded or rejected in its turn.</summary>
    public EventPosition? ReplayedAs { get; init; }

    /// <summary>How it was dismissed; null when it wasn't.</summary>
    public Dismissal? Dismissal { get; init; }

    public RejectedState State =>
        ReplayedAs is not null ? RejectedState.Replayed
        : Dismissal is not null ? RejectedState.Dismissed
        : RejectedState.Waiting;
}

/// <summary>What a list shows of a <see cref="RejectedEvent"/>: not its key and value, which may be large.</summary>
public sealed record RejectedSummary(
    EventPosition Position,
    RejectionCode Code,
    string Reason,
    EventTimestamp RejectedAt,
    RejectedState State,
    string? UserId,
    string? ItemId);

/// <summary>The decision that nothing more is to be done about a rejected event.</summary>
/// <param name="At">When it was dismissed, UTC.</param>
/// <param name="Note">Why; at most <see cref="Limits.NoteCharsMax"/> characters.</param>
public sealed record Dismissal(EventTimestamp At, string? Note)
{
    /// <summary>Of a successor that was rejected after its original had been replayed or dismissed: it needs no one's attention.</summary>
    public static Dismissal OfSuccessor(EventPosition original, EventTimestamp rejectedAt) =>
        new(rejectedAt, $"A replay of {original}, which had been dealt with when this was rejected.");
}

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
