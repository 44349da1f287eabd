namespace Purchases.Core;

/// <summary>One record as the topic holds it, before anything is known about its content.</summary>
/// <param name="Key">Bytes of the key; null when the record has none.</param>
/// <param name="Value">Bytes of the value; null for a tombstone.</param>
/// <param name="ReplayOf">The rejected event that this record is a replay of; null for every other record.</param>
/// <param name="TraceParent">The header of that name, well-formed or not; null when there is none or nobody traces.</param>
public readonly record struct RawEvent(
    EventPosition Position,
    byte[]? Key,
    byte[]? Value,
    EventPosition? ReplayOf = null,
    string? TraceParent = null)
{
    /// <summary>Name of the record header that holds <see cref="ReplayOf"/> as text.</summary>
    public const string ReplayOfHeader = "replay-of";
}
