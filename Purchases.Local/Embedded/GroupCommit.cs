using System.Text.Json;
using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace Purchases.Local.Embedded;

/// <summary>
/// Group commit: one thread writes for everyone. While one transaction syncs to disk the next records gather, and all of them share the
/// next sync. A record's caller goes on when its transaction is on disk, never before.
/// </summary>
internal sealed class GroupCommit : IAsyncDisposable
{
    // Bounds the memory of a producer that is faster than the disk; past it a caller is refused at once.
    private const int WaitingMax = 8192;
    private const int TransactionRecordsMax = 1024;

    private readonly SqliteFile _file;
    private readonly TimeProvider _time;
    private readonly Action _committed;
    private readonly Thread _thread;
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Channel<Append> _waiting = Channel.CreateBounded<Append>(new BoundedChannelOptions(WaitingMax) { SingleReader = true });

    /// <param name="committed">Called after each transaction.</param>
    public GroupCommit(SqliteFile file, TimeProvider time, Action committed)
    {
        _file = file;
        _time = time;
        _committed = committed;
        _thread = new(Run) { IsBackground = true, Name = $"append {Path.GetFileName(file.Path)}" };
        _thread.Start();
    }

    /// <inheritdoc cref="TopicLog.AppendAllAsync"/>
    public Task<long> AppendAsync(IReadOnlyList<LogRecord> records)
    {
        var append = new Append(records);
        return _waiting.Writer.TryWrite(append)
            ? append.Offset.Task
            : Task.FromException<long>(new LogUnavailableException("The event can't be taken: too many are waiting for the disk, or the app is stopping."));
    }

    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _stopped.Task;
    }

    /// <exception cref="SqliteException">The file can't be read now.</exception>
    public static long NextOffset(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = """SELECT coalesce(max("offset") + 1, 0) FROM events""";
        return (long)command.ExecuteScalar()!;
    }

    private void Run()
    {
        var batch = new List<Append>(TransactionRecordsMax);
        SqliteConnection? connection = null;
        while (_waiting.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            while (batch.Count < TransactionRecordsMax && _waiting.Reader.TryRead(out var append)) batch.Add(append);
            try
            {
                connection ??= _file.Open();
                Commit(connection, batch);
            }
            catch (Exception e)
            {
                // Rolled back as a whole, and this thread must live on. A fresh connection next time leaves nothing of this one's state behind.
                connection?.Dispose();
                connection = null;
                var cause = e is SqliteException sqlite ? SqliteFile.Describe(sqlite) : e.GetType().Name;
                var refusal = new LogUnavailableException($"The event can't be taken: {Path.GetFileName(_file.Path)}: {cause}.", e);
                foreach (var append in batch) append.Offset.TrySetException(refusal);
            }

            batch.Clear();
        }

        connection?.Dispose();
        _stopped.SetResult();
    }

    private void Commit(SqliteConnection connection, List<Append> batch)
    {
        long offset;
        using (var transaction = connection.BeginTransaction(deferred: false))
        {
            // Read inside the write transaction: another process may have appended since.
            offset = NextOffset(connection);
            Insert(connection, transaction, batch, offset);
            transaction.Commit();
        }

        foreach (var append in batch)
        {
            append.Offset.SetResult(offset);
            offset += append.Records.Count;
        }

        _committed();
    }

    private void Insert(SqliteConnection connection, SqliteTransaction transaction, List<Append> batch, long offset)
    {
        using var insert = connection.CreateCommand();
        insert.Transaction = transaction;
        insert.CommandText = """INSERT INTO events ("offset", timestamp_ms, "key", value, headers) VALUES ($offset, $timestamp, $key, $value, $headers)""";
        var offsetValue = insert.Parameters.Add("$offset", SqliteType.Integer);
        insert.Parameters.AddWithValue("$timestamp", _time.GetUtcNow().ToUnixTimeMilliseconds());
        var key = insert.Parameters.Add("$key", SqliteType.Blob);
        var value = insert.Parameters.Add("$value", SqliteType.Blob);
        var headers = insert.Parameters.Add("$headers", SqliteType.Blob);
        foreach (var record in batch.SelectMany(append => append.Records))
        {
            offsetValue.Value = offset++;
            key.Value = record.Key ?? (object)DBNull.Value;
            value.Value = record.Value ?? (object)DBNull.Value;
            headers.Value = record.Headers.Count == 0 ? DBNull.Value : JsonSerializer.SerializeToUtf8Bytes(record.Headers);
            insert.ExecuteNonQuery();
        }
    }

    private sealed record Append(IReadOnlyList<LogRecord> Records, TaskCompletionSource<long> Offset)
    {
        public Append(IReadOnlyList<LogRecord> records)
            : this(records, new(TaskCreationOptions.RunContinuationsAsynchronously))
        {
        }
    }
}
