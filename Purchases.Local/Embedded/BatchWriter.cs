using System.Buffers;
using Microsoft.Data.Sqlite;

namespace Purchases.Local.Embedded;

/// <summary>
/// Appends to a log's file, over one connection that stays open with its statements prepared. After an error it must be disposed.
/// </summary>
internal sealed class BatchWriter : IDisposable
{
    // The buffer is kept for the next batch, unless this one was far larger than usual.
    private const int KeptBytesMax = 1024 * 1024;

    private readonly SqliteConnection _connection;
    private readonly TimeProvider _time;
    private readonly List<SqliteStatement> _statements = [];
    private readonly SqliteStatement _begin;
    private readonly SqliteStatement _next;
    private readonly SqliteStatement _insert;
    private readonly SqliteStatement _touch;
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
            _commit = Prepare("COMMIT");
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>
    /// Appends the records next to each other; returns when they are on disk. Without any it shows that the file can be written.
    /// </summary>
    /// <returns>The offset of the first record.</returns>
    /// <exception cref="SqliteException">No record was appended.</exception>
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
