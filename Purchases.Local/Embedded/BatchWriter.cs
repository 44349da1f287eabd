using System.Buffers;
using Microsoft.Data.Sqlite;

namespace Purchases.Local.Embedded;

/// <summary>Appends to a log's file: one connection, its statements prepared once. Of no use any more after an error.</summary>
internal sealed class BatchWriter : IDisposable
{
    // What a batch took is kept for the next one, unless it was far more than usual.
    private const int KeptBytesMax = 1024 * 1024;

    private readonly SqliteConnection _connection;
    private readonly TimeProvider _time;
    private readonly SqliteCommand _next;
    private readonly SqliteCommand _insert;
    private readonly SqliteParameter _lastOffset = new("$last", SqliteType.Integer);
    private readonly SqliteParameter _recordCount = new("$count", SqliteType.Integer);
    private readonly SqliteParameter _timestampMs = new("$timestamp", SqliteType.Integer);
    private readonly SqliteParameter _records = new("$records", SqliteType.Blob);
    private ArrayBufferWriter<byte> _buffer = new();

    public BatchWriter(SqliteConnection connection, TimeProvider time)
    {
        _connection = connection;
        _time = time;
        _next = new(TopicLog.NextOffsetSql, connection);
        _insert = new("INSERT INTO batches (last_offset, record_count, timestamp_ms, records) VALUES ($last, $count, $timestamp, $records)", connection);
        _insert.Parameters.AddRange([_lastOffset, _recordCount, _timestampMs, _records]);
    }

    /// <summary>Appends the records, side by side; returns when they are on disk.</summary>
    /// <returns>The first one's offset.</returns>
    /// <exception cref="SqliteException">None was appended.</exception>
    public long Write(IEnumerable<LogRecord> records)
    {
        var count = 0;
        foreach (var record in records)
        {
            RecordBatch.Add(_buffer, record);
            count++;
        }

        using var transaction = _connection.BeginTransaction(deferred: false);
        _next.Transaction = transaction;
        _insert.Transaction = transaction;

        // Read inside the write transaction: another process may have appended since.
        var first = (long)_next.ExecuteScalar()!;
        _lastOffset.Value = first + count - 1;
        _recordCount.Value = count;
        _timestampMs.Value = _time.GetUtcNow().ToUnixTimeMilliseconds();
        _records.Value = _buffer.WrittenSpan.ToArray();
        _insert.ExecuteNonQuery();
        transaction.Commit();

        _buffer.ResetWrittenCount();
        if (_buffer.Capacity > KeptBytesMax) _buffer = new();
        return first;
    }

    public void Dispose()
    {
        _next.Dispose();
        _insert.Dispose();
        _connection.Dispose();
    }
}
