using Microsoft.Azure.Functions.Worker;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Purchases.Core;
using Purchases.Functions.Kafka;

namespace Purchases.Local.Embedded;

/// <summary>
/// One topic as an append-only log in a SQLite file. It has one partition, 0: order holds for every user because it holds for all.
/// Offsets count from 0 without gaps; when its beginning is trimmed the rest keep theirs. Other processes of the data directory may append
/// and read at the same time.
/// </summary>
internal sealed class TopicLog : IAsyncDisposable
{
    public const int Partition = 0;

    /// <summary>The offset that the next record will get.</summary>
    public const string NextOffsetSql = "SELECT coalesce(max(last_offset) + 1, 0) FROM batches";

    public const string StartOffsetSql = "SELECT start_offset FROM log_start";

    // A batch is found by the offset of its last record: the first row from an offset on is the one that holds it.
    private const string Schema = """
        CREATE TABLE IF NOT EXISTS batches (
            last_offset INTEGER PRIMARY KEY,
            record_count INTEGER NOT NULL,
            timestamp_ms INTEGER NOT NULL,
            records BLOB NOT NULL
        );
        CREATE TABLE IF NOT EXISTS log_start (start_offset INTEGER NOT NULL);
        INSERT INTO log_start SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM log_start);
        """;

    // Version 1 had a row for each record; version 2 had no start offset.
    private const int SchemaVersion = 3;

    // Pages are only added, so checkpoints write the same however many there are; callers wait for a commit that makes one, so each is
    // small: 1 MB.
    private const int CheckpointPages = 250;

    // The name of a file has at most 255 characters, and the longest that begins with the topic's is that of a consumer group's lock.
    private const int TopicCharsMax = 255 - 22;

    private readonly SqliteFile _file;
    private readonly GroupCommit _writer;
    private TaskCompletionSource _appended = NewSignal();

    /// <exception cref="StartupException">The log's file can't be used, or the topic's name isn't one that Kafka allows.</exception>
    public TopicLog(DataDirectory directory, string topic, TimeProvider time, ILogger? logger = null)
    {
        if (!TopicName.IsValid(topic)) throw new StartupException($"KAFKA_TOPIC is '{topic}', but a topic has {TopicName.Rule}.");
        if (topic.Length > TopicCharsMax)
        {
            throw new StartupException(
                $"KAFKA_TOPIC has {topic.Length} characters, too many for the names of the files that Local keeps a topic in; " +
                $"{TopicCharsMax} fit.");
        }

        Topic = topic;
        _file = new(directory, $"{topic}-{Partition}.db", Schema, SchemaVersion, CheckpointPages);
        _writer = new(_file, new($"Appending to topic {topic}", time, logger ?? NullLogger.Instance), time, Announce);
    }

    public string Topic { get; }

    /// <summary>Completes when this process appends next. Take it before reading, so that nothing is missed in between.</summary>
    public Task Appended => Volatile.Read(ref _appended).Task;

    /// <summary>Returns the record's offset once it is on disk (synced), together with whatever else was waiting: group commit.</summary>
    /// <exception cref="UnavailableException">It was not appended: too many are waiting, or the disk refuses.</exception>
    public Task<long> AppendAsync(LogRecord record) => AppendAllAsync([record]);

    /// <summary>The same for one or more: side by side, and all of them or none.</summary>
    /// <returns>The first one's offset.</returns>
    /// <exception cref="UnavailableException">None was appended.</exception>
    public Task<long> AppendAllAsync(IReadOnlyList<LogRecord> records) => _writer.AppendAsync(records);

    /// <summary>Returns when the log can take records, which a commit has just shown.</summary>
    /// <exception cref="UnavailableException">It can't.</exception>
    public Task CheckAsync() => _writer.CheckAsync();

    /// <summary>
    /// The records from this offset on, or from the log's start where that lies behind it, in order, at most so many; empty at the end of
    /// the log.
    /// </summary>
    /// <exception cref="UnavailableException">The file can't be read now.</exception>
    public IReadOnlyList<KafkaRecord> Read(long fromOffset, int max)
    {
        try
        {
            return Reading(connection => Read(connection, fromOffset, max));
        }
        catch (InvalidDataException e)
        {
            throw new UnavailableException($"The log of topic {Topic} can't be read: {e.Message}.", e);
        }
    }

    /// <summary>The offset that the next record will get.</summary>
    /// <exception cref="UnavailableException">The file can't be read now.</exception>
    public long EndOffset() => Reading(connection => Number(connection, NextOffsetSql));

    /// <summary>The offset of the first record that is still there; that of the end while there is none.</summary>
    /// <exception cref="UnavailableException">The file can't be read now.</exception>
    public long StartOffset() => Reading(StartOffset);

    /// <summary>
    /// Takes away a little of what lies before an offset, whole batches and never the last one, so that those who append hardly wait for
    /// it. Other records keep their offsets.
    /// </summary>
    /// <returns>Whether there is more to take.</returns>
    /// <exception cref="UnavailableException">The file can't be written now.</exception>
    public async Task<bool> TrimAsync(long beforeOffset) => await _writer.TrimAsync(beforeOffset) > 0;

    /// <summary>Appends what is still waiting, then closes.</summary>
    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync();
        _file.Dispose();
    }

    private List<KafkaRecord> Read(SqliteConnection connection, long fromOffset, int max)
    {
        using var command = new SqliteCommand(
            "SELECT last_offset, record_count, timestamp_ms, records FROM batches WHERE last_offset >= $from ORDER BY last_offset",
            connection);
        command.Parameters.AddWithValue("$from", fromOffset);
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

        // The offsets have no gaps but at the start: a batch that leaves one is damaged, and must not be taken for the log's end or passed
        // over.
        var first = last - count + 1;
        var follows = records.Count > 0 ? first <= records[^1].Offset + 1 : first <= fromOffset || first == StartOffset(connection);
        if (count < 1 || !follows) throw new InvalidDataException("a batch is missing, or damaged");

        for (var offset = first; offset <= last && records.Count < max; offset++)
        {
            if (offset < fromOffset) batch.Skip();
            else records.Add(batch.Take(Topic, Partition, offset, timestamp));
            if (offset == last) batch.End();
        }
    }

    private T Reading<T>(Func<SqliteConnection, T> read)
    {
        try
        {
            using var connection = _file.Open();
            return read(connection);
        }
        catch (SqliteException e)
        {
            throw new UnavailableException($"The log of topic {Topic} can't be read: {SqliteErrors.Describe(_file, e)}.", e);
        }
    }

    private static long StartOffset(SqliteConnection connection) => Number(connection, StartOffsetSql);

    private static long Number(SqliteConnection connection, string sql)
    {
        using var command = new SqliteCommand(sql, connection);
        return (long)command.ExecuteScalar()!;
    }

    private void Announce() => Interlocked.Exchange(ref _appended, NewSignal()).SetResult();

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
