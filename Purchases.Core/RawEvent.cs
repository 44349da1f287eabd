namespace Purchases.Core;

/// <summary>One record as the topic holds it, before anything is known about its content.</summary>
/// <param name="Key">Bytes of the key; null when the record has none.</param>
/// <param name="Value">Bytes of the value; null for a tombstone.</param>
public readonly record struct RawEvent(EventPosition Position, byte[]? Key, byte[]? Value);
