namespace Purchases.Core;

/// <summary>One record of the topic, not yet read.</summary>
/// <param name="Key">Bytes of the key; null when the record has none.</param>
/// <param name="Value">Bytes of the value; null for a tombstone.</param>
/// <param name="ReplayOf">The rejected event that this record is a replay of; null if it is no replay.</param>
/// <param name="TraceParent">The header of that name, even if it is malformed; null if there is none, or if tracing is off.</param>
public readonly record struct RawEvent(
    EventPosition Position,
    byte[]? Key,
    byte[]? Value,
    EventPosition? ReplayOf = null,
    string? TraceParent = null)
{
    /// <summary>Name of the record header that contains <see cref="ReplayOf"/> as text.</summary>
    public const string ReplayOfHeader = "replay-of";
}
