using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Purchases.Functions.Kafka;

namespace Purchases.Local.Embedded;

/// <summary>
/// One topic as an append-only log in a SQLite file. It has one partition, 0, so order holds for each user because it holds for all.
/// Offsets count from 0 without gaps; trimming the oldest events doesn't change the offsets of the others. Other processes of the data
/// directory may append and read at the same time.
/// </summary>
internal sealed class TopicLog : IAsyncDisposable
{
    public const int Partition = 0;

    /// <summary>The offset that the next record will get.</summary>
    public const string NextOffsetSql = "SELECT coalesce(max(last_offset) + 1, 0) FROM batches";

    private const string StartOffsetSql =
        "SELECT coalesce((SELECT last_offset - record_count + 1 FROM batches ORDER BY last_offset LIMIT 1), 0)";

    // A batch is found by the offset of its last record: the first row from an offset on contains it.
    private const string Schema = """
        CREATE TABLE IF NOT EXISTS batches (
            last_offset INTEGER PRIMARY KEY,
            record_count INTEGER NOT NULL,
            timestamp_ms INTEGER NOT NULL,
            records BLOB NOT NULL
        );
        """;

    private const int SchemaVersion = 3;

    // Pages are only added, so checkpoints write the same amount however many there are. Callers wait for a commit that makes a checkpoint,
    // so each is small: 1 MB.
    private const int CheckpointPages = 250;

    // The next commit waits for a trim to end.
    private const int TrimBytesMax = 256 * 1024;

    private readonly SqliteFile _file;
    private readonly GroupCommit _writer;
    private TaskCompletionSource _appended = NewSignal();

    /// <exception cref="StartupException">The log's file can't be used, or Kafka doesn't allow the topic's name.</exception>
    public TopicLog(DataDirectory directory, string topic, TimeProvider time, ILogger? logger = null)
    {
        if (!TopicName.IsValid(topic)) throw new StartupException($"KAFKA_TOPIC is '{topic}', but a topic has {TopicName.Rule}.");
        Topic = topic;
        _file = new(directory, $"{topic}-{Partition}.db", Schema, SchemaVersion, CheckpointPages);
        _writer = new(_file, new($"Appending to topic {topic}", time, logger ?? NullLogger.Instance), time, Announce);
    }

    public string Topic { get; }

    /// <summary>Completes at the next append of this process. Get it before reading, so that nothing is missed in between.</summary>
    public Task Appended => Volatile.Read(ref _appended).Task;

    /// <summary>Returns the record's offset once it is on disk (synced), together with all records that waited: group commit.</summary>
    /// <exception cref="UnavailableException">The record wasn't appended: too many calls wait, or the file can't be written.</exception>
    public Task<long> AppendAsync(LogRecord record) => AppendAllAsync([record]);

    /// <summary>The same for several records: next to each other, and all of them or none.</summary>
    /// <returns>The offset of the first record.</returns>
    /// <exception cref="UnavailableException">No record was appended.</exception>
    public Task<long> AppendAllAsync(IReadOnlyList<LogRecord> records) => _writer.AppendAsync(records);

    /// <summary>Returns when the log can be written, which a commit has just shown.</summary>
    /// <exception cref="UnavailableException">The log can't be written.</exception>
    public Task CheckAsync() => _writer.CheckAsync();

    /// <summary>
    /// At most so many records from this offset on, in order, or from the log's start if that is later; empty at the end of the log.
    /// </summary>
    /// <exception cref="UnavailableException">The file can't be read now.</exception>
    public IReadOnlyList<KafkaRecord> Read(long fromOffset, int max)
    {
        try
        {
            return Use(connection => Read(connection, fromOffset, max));
        }
        catch (Exception e) when (e is InvalidDataException or JsonException)
        {
            throw new UnavailableException($"The log of topic {Topic} can't be read: a batch of records is missing or damaged.", e);
        }
    }

    /// <summary>The offset that the next record will get.</summary>
    /// <exception cref="UnavailableException">The file can't be read now.</exception>
    public long EndOffset() => Use(connection => connection.Number(NextOffsetSql));

    /// <summary>The offset of the oldest record in the log; 0 while there is none.</summary>
    /// <exception cref="UnavailableException">The file can't be read now.</exception>
    public long StartOffset() => Use(StartOffset);

    /// <summary>
    /// Deletes some of the oldest batches: those that end before an offset and were appended before a time. The last batch always stays, so
    /// that offsets continue.
    /// </summary>
    /// <returns>Whether a batch was deleted, so that there may be more.</returns>
    /// <exception cref="UnavailableException">The file can't be written now.</exception>
    public bool Trim(long beforeOffset, DateTimeOffset appendedBefore) => Use(connection =>
    {
        var last = LastToTrim(connection, beforeOffset, appendedBefore.ToUnixTimeMilliseconds());
        if (last < 0) return false;
        connection.Execute("DELETE FROM batches WHERE last_offset <= $last", ("$last", last));
        return true;
    });

    /// <summary>Appends the records that still wait, then closes.</summary>
    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync();
        _file.Dispose();
    }

    private List<KafkaRecord> Read(SqliteConnection connection, long fromOffset, int max)
    {
        using var command = connection.Command(
            "SELECT last_offset, record_count, timestamp_ms, records FROM batches WHERE last_offset >= $from ORDER BY last_offset",
            ("$from", fromOffset));
        using var row = command.ExecuteReader();
        var records = new List<KafkaRecord>();
        while (records.Count < max && row.Read()) AddRecords(connection, row, fromOffset, max, records);
        return records;
    }

    private void AddRecords(SqliteConnection connection, SqliteDataReader row, long fromOffset, int max, List<KafkaRecord> records)
    {
        var (last, count) = (row.GetInt64(0), row.GetInt64(1));
        var timestamp = new KafkaTimestamp { UnixTimestampMs = row.GetInt64(2), Type = KafkaTimestampType.LogAppendTime };
        var batch = new RecordBatch(row.GetFieldValue<byte[]>(3));

        // Offsets have no gaps except before the log's start. A gap must neither be mistaken for the log's end nor be skipped.
        var first = last - count + 1;
        var follows = records.Count > 0 ? first <= records[^1].Offset + 1 : first <= fromOffset || first == StartOffset(connection);
        if (count < 1 || !follows) throw new InvalidDataException("The offsets have a gap.");

        for (var offset = first; offset <= last && records.Count < max; offset++)
        {
            if (offset < fromOffset) batch.Skip();
            else records.Add(batch.Take(Topic, Partition, offset, timestamp));
        }
    }

    private static long LastToTrim(SqliteConnection connection, long beforeOffset, long beforeMs)
    {
        using var oldest = connection.Command(
            """
            SELECT last_offset, timestamp_ms, length(records) FROM batches
            WHERE last_offset < min($before, (SELECT max(last_offset) FROM batches)) ORDER BY last_offset
            """,
            ("$before", beforeOffset));
        using var row = oldest.ExecuteReader();
        var (last, bytes) = (-1L, 0L);
        while (bytes < TrimBytesMax && row.Read() && row.GetInt64(1) < beforeMs)
        {
            last = row.GetInt64(0);
            bytes += row.GetInt64(2);
        }

        return last;
    }

    private T Use<T>(Func<SqliteConnection, T> use)
    {
        try
        {
            using var connection = _file.Open();
            return use(connection);
        }
        catch (SqliteException e)
        {
            throw new UnavailableException($"The log of topic {Topic} can't be used: {SqliteErrors.Describe(_file, e)}.", e);
        }
    }

    private static long StartOffset(SqliteConnection connection) => connection.Number(StartOffsetSql);

    private void Announce() => Interlocked.Exchange(ref _appended, NewSignal()).SetResult();

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>What is appended to a topic.</summary>
/// <param name="Key">Null when the record has no key.</param>
/// <param name="Value">Null for a tombstone.</param>
internal sealed record LogRecord(byte[]? Key, byte[]? Value, IReadOnlyList<KafkaHeader> Headers);
