using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Purchases.Core;

namespace Purchases.Local.Embedded;

/// <summary>
/// How far each consumer group has come in each topic: the offset it reads next. A power cut may set it back a little,
/// which only means that some events are delivered once more.
/// </summary>
internal sealed class ConsumerOffsets(DataDirectory directory, TimeProvider? time = null, ILogger<ConsumerOffsets>? logger = null)
    : IDisposable
{
    public const string FileName = "offsets.db";

    private const string Schema = """
        CREATE TABLE offsets (
            consumer_group TEXT NOT NULL,
            topic TEXT NOT NULL,
            next_offset INTEGER NOT NULL,
            PRIMARY KEY (consumer_group, topic)
        ) WITHOUT ROWID;
        CREATE TABLE passed (
            consumer_group TEXT NOT NULL,
            topic TEXT NOT NULL,
            at_ms INTEGER NOT NULL,
            next_offset INTEGER NOT NULL,
            PRIMARY KEY (consumer_group, topic, at_ms)
        ) WITHOUT ROWID;
        """;

    // Version 1 had no times at which offsets were passed.
    private const int SchemaVersion = 2;

    private readonly OutageLog _outage =
        new("Moving offsets", time ?? TimeProvider.System, logger ?? NullLogger<ConsumerOffsets>.Instance);

    private readonly SqliteFile _file = new(directory, FileName, Schema, Durability.ProcessCrash, SchemaVersion);

    /// <summary>Why offsets couldn't be moved when it was last tried; null when they could.</summary>
    public string? Trouble => _outage.Reason;

    /// <returns>Null when the group has never committed in this topic.</returns>
    /// <exception cref="LogUnavailableException">The file can't be read now.</exception>
    public long? Find(string consumerGroup, string topic)
    {
        using var command = new SqliteCommand("SELECT next_offset FROM offsets WHERE consumer_group = $group AND topic = $topic");
        return Run(command, consumerGroup, topic, static command => (long?)command.ExecuteScalar());
    }

    /// <exception cref="LogUnavailableException">The file can't be written now.</exception>
    public void Commit(string consumerGroup, string topic, long nextOffset)
    {
        using var command = new SqliteCommand("""
            INSERT INTO offsets (consumer_group, topic, next_offset) VALUES ($group, $topic, $next)
            ON CONFLICT DO UPDATE SET next_offset = excluded.next_offset
            """);
        command.Parameters.AddWithValue("$next", nextOffset);
        Written(() => Run(command, consumerGroup, topic, static command => command.ExecuteNonQuery()));
    }

    /// <summary>
    /// Notes with the time how far each consumer group of a topic has come, where it has moved since, and forgets notes that are too old
    /// to be asked for.
    /// </summary>
    /// <returns>
    /// The offset that every group had passed at <paramref name="before"/>, and has passed still; 0 when one had passed none.
    /// </returns>
    /// <exception cref="LogUnavailableException">The file can't be written now.</exception>
    public long Passed(string topic, DateTimeOffset before, DateTimeOffset now)
    {
        // A group whose offset was reset counts up to its offset now. Of its notes the newest one that is old enough says all.
        using var command = new SqliteCommand("""
            INSERT INTO passed (consumer_group, topic, at_ms, next_offset)
            SELECT consumer_group, topic, $now, next_offset FROM offsets WHERE topic = $topic AND next_offset >
                coalesce((SELECT max(next_offset) FROM passed WHERE consumer_group = offsets.consumer_group AND topic = offsets.topic), 0)
            ON CONFLICT DO UPDATE SET next_offset = excluded.next_offset;

            DELETE FROM passed WHERE topic = $topic AND EXISTS (
                SELECT 1 FROM passed later WHERE later.consumer_group = passed.consumer_group AND later.topic = passed.topic
                    AND later.at_ms > passed.at_ms AND later.at_ms <= $before);

            SELECT coalesce(min(min(next_offset, coalesce(
                (SELECT max(next_offset) FROM passed
                    WHERE consumer_group = offsets.consumer_group AND topic = offsets.topic AND at_ms <= $before), 0))), 0)
            FROM offsets WHERE topic = $topic;
            """);
        command.Parameters.AddWithValue("$before", before.ToUnixTimeMilliseconds());
        command.Parameters.AddWithValue("$now", now.ToUnixTimeMilliseconds());
        return Run(command, null, topic, static command => (long)command.ExecuteScalar()!);
    }

    /// <summary>Returns when offsets can be moved, which a transaction has just shown.</summary>
    /// <exception cref="LogUnavailableException">The file can't be written now.</exception>
    public void CheckWritable() => Written(() =>
    {
        try
        {
            _file.CheckWritable();
        }
        catch (SqliteException e)
        {
            throw new LogUnavailableException($"Offsets can't be moved: {SqliteErrors.Describe(_file, e)}.", e);
        }
    });

    public void Dispose() => _file.Dispose();

    private void Written(Action write)
    {
        try
        {
            write();
        }
        catch (LogUnavailableException e)
        {
            _outage.Failed(e);
            throw;
        }

        _outage.Succeeded();
    }

    private T Run<T>(SqliteCommand command, string? consumerGroup, string topic, Func<SqliteCommand, T> execute)
    {
        if (consumerGroup is not null) command.Parameters.AddWithValue("$group", consumerGroup);
        command.Parameters.AddWithValue("$topic", topic);
        try
        {
            using var connection = _file.Open();
            command.Connection = connection;
            return execute(command);
        }
        catch (SqliteException e)
        {
            var whose = consumerGroup is null ? $"topic {topic}" : $"consumer group {consumerGroup}";
            throw new LogUnavailableException($"The offsets of {whose} can't be used: {SqliteErrors.Describe(_file, e)}.", e);
        }
    }
}
