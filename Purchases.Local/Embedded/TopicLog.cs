using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Data.Sqlite;
using Purchases.Functions.Kafka;

namespace Purchases.Local.Embedded;

/// <summary>
/// One topic as an append-only log in a SQLite file. It has one partition, 0: order holds for every user because it holds for all.
/// Offsets count from 0 without gaps. Other processes of the data directory may append and read at the same time.
/// </summary>
internal sealed class TopicLog : IAsyncDisposable
{
    public const int Partition = 0;

    private const string Schema = """
        CREATE TABLE events (
            "offset" INTEGER PRIMARY KEY,
            timestamp_ms INTEGER NOT NULL,
            "key" BLOB,
            value BLOB,
            headers BLOB
        );
        """;

    private readonly SqliteFile _file;
    private readonly GroupCommit _writer;
    private TaskCompletionSource _appended = NewSignal();

    /// <exception cref="StartupException">The log's file can't be used, or the topic's name isn't one that Kafka allows.</exception>
    public TopicLog(DataDirectory directory, string topic, TimeProvider time)
    {
        if (!TopicName.IsValid(topic)) throw new StartupException($"KAFKA_TOPIC is '{topic}', but a topic has {TopicName.Rule}.");

        Topic = topic;
        _file = new(directory, $"{topic}-{Partition}.db", Schema, Durability.PowerLoss);
        _writer = new(_file, time, Announce);
    }

    public string Topic { get; }

    /// <summary>Completes when this process appends next. Take it before reading, so that nothing is missed in between.</summary>
    public Task Appended => Volatile.Read(ref _appended).Task;

    /// <summary>Returns the record's offset once it is on disk (synced), together with whatever else was waiting: group commit.</summary>
    /// <exception cref="LogUnavailableException">It was not appended: too many are waiting, or the disk refuses.</exception>
    public Task<long> AppendAsync(LogRecord record) => AppendAllAsync([record]);

    /// <summary>The same for several: side by side, and all of them or none.</summary>
    /// <returns>The first one's offset.</returns>
    /// <exception cref="LogUnavailableException">None was appended.</exception>
    public Task<long> AppendAllAsync(IReadOnlyList<LogRecord> records) => _writer.AppendAsync(records);

    /// <summary>The records from this offset on, in order, at most so many; empty at the end of the log.</summary>
    /// <exception cref="LogUnavailableException">The file can't be read now.</exception>
    public IReadOnlyList<KafkaRecord> Read(long fromOffset, int max)
    {
        try
        {
            using var connection = _file.Open();
            using var command = connection.CreateCommand();
            command.CommandText = """
                SELECT "offset", timestamp_ms, "key", value, headers FROM events WHERE "offset" >= $from ORDER BY "offset" LIMIT $max
                """;
            command.Parameters.AddWithValue("$from", fromOffset);
            command.Parameters.AddWithValue("$max", max);
            using var row = command.ExecuteReader();
            var records = new List<KafkaRecord>();
            while (row.Read()) records.Add(ToRecord(row));
            return records;
        }
        catch (SqliteException e)
        {
            throw new LogUnavailableException($"The log of topic {Topic} can't be read: {SqliteFile.Describe(e)}.", e);
        }
        catch (JsonException e)
        {
            throw new LogUnavailableException($"The log of topic {Topic} can't be read: a record's headers are damaged.", e);
        }
    }

    /// <summary>The offset that the next record will get.</summary>
    /// <exception cref="LogUnavailableException">The file can't be read now.</exception>
    public long EndOffset()
    {
        try
        {
            using var connection = _file.Open();
            return GroupCommit.NextOffset(connection);
        }
        catch (SqliteException e)
        {
            throw new LogUnavailableException($"The log of topic {Topic} can't be read: {SqliteFile.Describe(e)}.", e);
        }
    }

    /// <summary>Appends what is still waiting, then closes.</summary>
    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync();
        _file.Dispose();
    }

    private KafkaRecord ToRecord(SqliteDataReader row) => new()
    {
        Topic = Topic,
        Partition = Partition,
        Offset = row.GetInt64(0),
        Timestamp = new() { UnixTimestampMs = row.GetInt64(1), Type = KafkaTimestampType.LogAppendTime },
        Key = row.IsDBNull(2) ? null : row.GetFieldValue<byte[]>(2),
        Value = row.IsDBNull(3) ? null : row.GetFieldValue<byte[]>(3),
        Headers = row.IsDBNull(4) ? [] : JsonSerializer.Deserialize<KafkaHeader[]>(row.GetFieldValue<byte[]>(4)),
    };

    private void Announce() => Interlocked.Exchange(ref _appended, NewSignal()).SetResult();

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
