using System.Buffers;
using System.Buffers.Binary;
using System.Text.Json;
using Microsoft.Azure.Functions.Worker;

namespace Purchases.Local.Embedded;

/// <summary>
/// Records that were committed together, as one row of the log holds them: of each its key, its value and its headers (JSON), and before
/// each of the three its length as a little-endian int32, -1 for what isn't there. One row for many records: a commit then costs hardly
/// more than its sync to disk.
/// </summary>
/// <param name="rest">What is still to be read.</param>
internal ref struct RecordBatch(ReadOnlySpan<byte> rest)
{
    private const int Absent = -1;

    private ReadOnlySpan<byte> _rest = rest;

    /// <summary>Writes a record behind those that <paramref name="batch"/> holds.</summary>
    public static void Add(IBufferWriter<byte> batch, LogRecord record)
    {
        Add(batch, record.Key);
        Add(batch, record.Value);
        Add(batch, record.Headers.Count == 0 ? null : JsonSerializer.SerializeToUtf8Bytes(record.Headers));
    }

    /// <summary>Reads the next record.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public KafkaRecord Take(string topic, int partition, long offset, KafkaTimestamp timestamp) => new()
    {
        Topic = topic,
        Partition = partition,
        Offset = offset,
        Timestamp = timestamp,
        Key = TakeField(out var key) ? key.ToArray() : null,
        Value = TakeField(out var value) ? value.ToArray() : null,
        Headers = TakeField(out var headers) ? Headers(headers) : [],
    };

    /// <summary>Passes the next record over.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public void Skip()
    {
        TakeField(out _);
        TakeField(out _);
        TakeField(out _);
    }

    /// <exception cref="InvalidDataException">There is more, where the last record was read.</exception>
    public readonly void End()
    {
        if (!_rest.IsEmpty) throw Damaged();
    }

    private static void Add(IBufferWriter<byte> batch, byte[]? field)
    {
        BinaryPrimitives.WriteInt32LittleEndian(batch.GetSpan(sizeof(int)), field?.Length ?? Absent);
        batch.Advance(sizeof(int));
        batch.Write(field);
    }

    // False for what isn't there.
    private bool TakeField(out ReadOnlySpan<byte> field)
    {
        field = default;
        if (!BinaryPrimitives.TryReadInt32LittleEndian(_rest, out var length)) throw Damaged();

        _rest = _rest[sizeof(int)..];
        if (length == Absent) return false;
        if (length < 0 || length > _rest.Length) throw Damaged();

        field = _rest[..length];
        _rest = _rest[length..];
        return true;
    }

    private static KafkaHeader[] Headers(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize<KafkaHeader[]>(json) ?? throw Damaged();
        }
        catch (JsonException e)
        {
            throw Damaged(e);
        }
    }

    private static InvalidDataException Damaged(Exception? cause = null) => new("a batch of records is damaged", cause);
}
