using Microsoft.Azure.Functions.Worker;

namespace Purchases.Local.Embedded;

/// <summary>What is appended to a topic. Null stands for what isn't there: no key, a tombstone.</summary>
internal sealed record LogRecord(byte[]? Key, byte[]? Value, IReadOnlyList<KafkaHeader> Headers);
