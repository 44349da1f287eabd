using System.Buffers;
using System.Buffers.Binary;
using System.Text.Json;
using Microsoft.Azure.Functions.Worker;

namespace Purchases.Local.Embedded;

/// <summary>
/// Records that were committed together, as one row of the log: the key, the value and the headers (JSON) of each, each preceded by its
/// length as a little-endian int32, or -1 for null. Many records share a row so that a commit costs little more than its sync to disk.
/// </summary>
/// <param name="rest">What hasn't been read yet.</param>
internal ref struct RecordBatch(ReadOnlySpan<byte> rest)
{
    private const int Absent = -1;

    private ReadOnlySpan<byte> _rest = rest;

    /// <summary>Appends a record.</summary>
    public static void Add(IBufferWriter<byte> batch, LogRecord record)
    {
        Add(batch, record.Key);
        Add(batch, record.Value);
        Add(batch, record.Headers.Count == 0 ? null : JsonSerializer.SerializeToUtf8Bytes(record.Headers));
    }

    /// <summary>Reads the next record.</summary>
    /// <exception cref="InvalidDataException">The batch is damaged.</exception>
    /// <exception cref="JsonException">The headers are damaged.</exception>
    public KafkaRecord Take(string topic, int partition, long offset, KafkaTimestamp timestamp) => new()
    {
        Topic = topic,
        Partition = partition,
        Offset = offset,
        Timestamp = timestamp,
        Key = TakeField(out var key) ? key.ToArray() : null,
        Value = TakeField(out var value) ? value.ToArray() : null,
        Headers = TakeField(out var headers) ? JsonSerializer.Deserialize<KafkaHeader[]>(headers)! : [],
    };

    /// <summary>Skips the next record.</summary>
    /// <exception cref="InvalidDataException">The batch is damaged.</exception>
    public void Skip()
    {
        TakeField(out _);
        TakeField(out _);
        TakeField(out _);
    }

    private static void Add(IBufferWriter<byte> batch, byte[]? field)
    {
        BinaryPrimitives.WriteInt32LittleEndian(batch.GetSpan(sizeof(int)), field?.Length ?? Absent);
        batch.Advance(sizeof(int));
        batch.Write(field);
    }

    // False for null.
    private bool TakeField(out ReadOnlySpan<byte> field)
    {
        field = default;
        if (!BinaryPrimitives.TryReadInt32LittleEndian(_rest, out var length) || length < Absent || length > _rest.Length - sizeof(int))
            throw new InvalidDataException("The batch is shorter than its fields.");

        _rest = _rest[sizeof(int)..];
        if (length == Absent) return false;

        field = _rest[..length];
        _rest = _rest[length..];
        return true;
    }
}
