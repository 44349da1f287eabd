namespace Purchases.Core;

/// <summary>An event that could not be recorded, kept with the reason so that a person can look at it and replay it.</summary>
/// <param name="Position">Its identity: rejecting the same record again changes nothing.</param>
/// <param name="Code">What was wrong, for programs.</param>
/// <param name="Reason">The same in words; names the member.</param>
/// <param name="Key">The key as it was; null when the record had none.</param>
/// <param name="Value">The value as it was, byte for byte, up to <see cref="Limits.RejectedBytesMax"/>; null for a tombstone.</param>
/// <param name="RejectedAt">When it was first rejected, UTC.</param>
/// <param name="ReplayedAs">Where its successor lies, once that was recorded or rejected in its turn; null while it waits for a person.</param>
public sealed record RejectedEvent(
    EventPosition Position,
    RejectionCode Code,
    string Reason,
    byte[]? Key,
    byte[]? Value,
    EventTimestamp RejectedAt,
    EventPosition? ReplayedAs = null);

/// <summary>What a list shows of a <see cref="RejectedEvent"/> that waits: not its key and value, which may be large.</summary>
public sealed record RejectedSummary(EventPosition Position, RejectionCode Code, string Reason, EventTimestamp RejectedAt);
