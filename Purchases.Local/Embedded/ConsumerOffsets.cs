using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Purchases.Local.Embedded;

/// <summary>
/// How far each consumer group has come in each topic: the offset it reads next. A power cut may set it back a little,
/// which only means that some events are delivered once more.
/// </summary>
internal sealed class ConsumerOffsets(DataDirectory directory, TimeProvider? time = null, ILogger<ConsumerOffsets>? logger = null) : IDisposable
{
    private const string Schema = """
        CREATE TABLE offsets (
            consumer_group TEXT NOT NULL,
            topic TEXT NOT NULL,
            next_offset INTEGER NOT NULL,
            PRIMARY KEY (consumer_group, topic)
        ) WITHOUT ROWID;
        """;

    private readonly Outage _outage = new("Moving offsets", time ?? TimeProvider.System, logger ?? NullLogger<ConsumerOffsets>.Instance);
    private readonly SqliteFile _file = new(directory, "offsets.db", Schema, Durability.ProcessCrash);

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

    private T Run<T>(SqliteCommand command, string consumerGroup, string topic, Func<SqliteCommand, T> execute)
    {
        command.Parameters.AddWithValue("$group", consumerGroup);
        command.Parameters.AddWithValue("$topic", topic);
        try
        {
            using var connection = _file.Open();
            command.Connection = connection;
            return execute(command);
        }
        catch (SqliteException e)
        {
            throw new LogUnavailableException($"The offsets of consumer group {consumerGroup} can't be used: {SqliteErrors.Describe(_file, e)}.", e);
        }
    }
}
