using System.Text.Json;
using System.Text.Json.Serialization;

namespace Purchases.Core;

/// <summary>An event that could not be recorded, with the reason. An operator can inspect it, and replay or dismiss it.</summary>
/// <param name="Position">Its identity: rejecting the same record again changes nothing.</param>
/// <param name="Code">What was wrong, for programs.</param>
/// <param name="Reason">What was wrong, in words; names the member.</param>
/// <param name="Key">The key, unchanged; null when the record had none.</param>
/// <param name="Value">The value, byte for byte, up to <see cref="Limits.RejectedBytesMax"/>; null for a tombstone.</param>
/// <param name="RejectedAt">When it was first rejected, UTC.</param>
public sealed record RejectedEvent(
    EventPosition Position,
    RejectionCode Code,
    string Reason,
    byte[]? Key,
    byte[]? Value,
    EventTimestamp RejectedAt)
{
    /// <summary>The user of the value; null if it could not be read or isn't valid.</summary>
    public string? UserId { get; init; }

    /// <summary>The item of the value; null if it could not be read or isn't valid.</summary>
    public string? ItemId { get; init; }

    /// <summary>The rejected event that it is a replay of; null if it is no replay.</summary>
    public EventPosition? ReplayOf { get; init; }

    /// <summary>
    /// When the latest replay claimed it, UTC; null when none did, or the claim was released. It stays set when the claim has expired (<see
    /// cref="Limits.ReplayTime"/>) and when the event is marked as replayed.
    /// </summary>
    public EventTimestamp? ReplayingSince { get; init; }

    /// <summary>The position of its successor, once that was recorded or rejected too.</summary>
    public EventPosition? ReplayedAs { get; init; }

    /// <summary>How it was dismissed; null if it wasn't.</summary>
    public Dismissal? Dismissal { get; init; }

    public RejectedState State =>
        ReplayedAs is not null ? RejectedState.Replayed
        : Dismissal is not null ? RejectedState.Dismissed
        : RejectedState.Waiting;

    public RejectedSummary Summary => new(Position, Code, Reason, RejectedAt, State, UserId, ItemId);
}

/// <summary>The part of a <see cref="RejectedEvent"/> that lists show: without its key and value, which may be large.</summary>
public sealed record RejectedSummary(
    EventPosition Position,
    RejectionCode Code,
    string Reason,
    EventTimestamp RejectedAt,
    RejectedState State,
    string? UserId,
    string? ItemId);

/// <summary>The decision to close a rejected event without a replay.</summary>
/// <param name="At">When it was dismissed, UTC.</param>
/// <param name="Note">Why; at most <see cref="Limits.NoteCharsMax"/> characters.</param>
public sealed record Dismissal(EventTimestamp At, string? Note)
{
    /// <summary>The dismissal of a successor that was rejected after its original had been replayed or dismissed.</summary>
    public static Dismissal OfSuccessor(EventPosition original, EventTimestamp rejectedAt) =>
        new(rejectedAt, $"A replay of {original}, which was already closed when this event was rejected.");
}

/// <summary>Whether a rejected event is open, or how it was closed.</summary>
[JsonConverter(typeof(JsonTextOfRejectedState))]
public enum RejectedState
{
    /// <summary>It is open; a replay may be in progress.</summary>
    Waiting,

    /// <summary>Its successor has replaced it: it was recorded, or rejected too.</summary>
    Replayed,

    /// <summary>An operator closed it without a replay.</summary>
    Dismissed,
}

internal sealed class JsonTextOfRejectedState() : JsonStringEnumConverter<RejectedState>(JsonNamingPolicy.SnakeCaseLower);
