using System.Buffers;
using Microsoft.Data.Sqlite;

namespace Purchases.Local.Embedded;

/// <summary>
/// Appends to a log's file, over one connection that stays open with its statements prepared. After an error it must be disposed.
/// </summary>
internal sealed class BatchWriter : IDisposable
{
    // What a batch took is kept for the next one, unless it was far more than usual.
    private const int KeptBytesMax = 1024 * 1024;

    private readonly SqliteConnection _connection;
    private readonly TimeProvider _time;
    private readonly List<SqliteStatement> _statements = [];
    private readonly SqliteStatement _begin;
    private readonly SqliteStatement _next;
    private readonly SqliteStatement _insert;
    private readonly SqliteStatement _touch;
    private readonly SqliteStatement _start;
    private readonly SqliteStatement _oldest;
    private readonly SqliteStatement _delete;
    private readonly SqliteStatement _moveStart;
    private readonly SqliteStatement _commit;
    private ArrayBufferWriter<byte> _batch = new();

    /// <exception cref="SqliteException">The file can't be used now.</exception>
    public BatchWriter(SqliteFile file, TimeProvider time)
    {
        _time = time;
        _connection = file.OpenWriter();
        try
        {
            _begin = Prepare("BEGIN IMMEDIATE");
            _next = Prepare(TopicLog.NextOffsetSql);
            _insert = Prepare("INSERT INTO batches (last_offset, record_count, timestamp_ms, records) VALUES (?1, ?2, ?3, ?4)");
            _touch = Prepare(file.TouchSql);
            _start = Prepare(TopicLog.StartOffsetSql);
            _oldest = Prepare("""
                SELECT last_offset, length(records) FROM batches
                WHERE last_offset < min(?1, (SELECT max(last_offset) FROM batches)) ORDER BY last_offset
                """);
            _delete = Prepare("DELETE FROM batches WHERE last_offset <= ?1");
            _moveStart = Prepare("UPDATE log_start SET start_offset = ?1");
            _commit = Prepare("COMMIT");
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>
    /// Appends the records, side by side; returns when they are on disk. Without any it shows that the file can be written.
    /// </summary>
    /// <returns>The first one's offset.</returns>
    /// <exception cref="SqliteException">None was appended.</exception>
    public long Write(IEnumerable<LogRecord> records)
    {
        var count = 0;
        foreach (var record in records)
        {
            RecordBatch.Add(_batch, record);
            count++;
        }

        _begin.Execute();

        // Read inside the write transaction: another process may have appended since.
        var first = _next.ReadOne();
        if (count > 0) Insert(first + count - 1, count);
        else _touch.Execute();
        _commit.Execute();

        _batch.ResetWrittenCount();
        if (_batch.Capacity > KeptBytesMax) _batch = new();
        return first;
    }

    /// <summary>
    /// Deletes whole batches before an offset, oldest first, up to <paramref name="bytesMax"/> (at least one), never the log's last.
    /// </summary>
    /// <returns>How many records were deleted: none when there are none left.</returns>
    /// <exception cref="SqliteException">None was deleted.</exception>
    public long Trim(long beforeOffset, long bytesMax)
    {
        _begin.Execute();
        _oldest.Bind(1, beforeOffset);
        var (last, bytes) = (-1L, 0L);
        while (bytes < bytesMax && _oldest.Read())
        {
            last = _oldest.GetInt64(0);
            bytes += _oldest.GetInt64(1);
        }

        _oldest.Reset();
        var start = _start.ReadOne();
        if (last >= start)
        {
            _delete.Bind(1, last);
            _delete.Execute();
            _moveStart.Bind(1, last + 1);
            _moveStart.Execute();
        }

        _commit.Execute();
        return Math.Max(0, last + 1 - start);
    }

    /// <summary>Rolls back what wasn't committed.</summary>
    public void Dispose()
    {
        _statements.ForEach(statement => statement.Dispose());
        _connection.Dispose();
    }

    private void Insert(long lastOffset, int count)
    {
        _insert.Bind(1, lastOffset);
        _insert.Bind(2, count);
        _insert.Bind(3, _time.GetUtcNow().ToUnixTimeMilliseconds());
        _insert.Bind(4, _batch.WrittenSpan);
        _insert.Execute();
    }

    private SqliteStatement Prepare(string sql)
    {
        var statement = new SqliteStatement(_connection, sql);
        _statements.Add(statement);
        return statement;
    }
}
