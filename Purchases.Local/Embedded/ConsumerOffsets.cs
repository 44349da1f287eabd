using Microsoft.Data.Sqlite;
using Purchases.Core;

namespace Purchases.Local.Embedded;

/// <summary>
/// How far each consumer group has come in each topic: the offset that it reads next. A power cut may set it back a little, which only
/// means that some events are delivered again.
/// </summary>
internal sealed class ConsumerOffsets(StoreFile file)
{
    /// <summary>The offsets, and since when each group has passed them.</summary>
    public const string Schema = """
        CREATE TABLE IF NOT EXISTS offsets (
            consumer_group TEXT NOT NULL,
            topic TEXT NOT NULL,
            next_offset INTEGER NOT NULL,
            PRIMARY KEY (consumer_group, topic)
        ) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS passed (
            consumer_group TEXT NOT NULL,
            topic TEXT NOT NULL,
            at_ms INTEGER NOT NULL,
            next_offset INTEGER NOT NULL,
            PRIMARY KEY (consumer_group, topic, at_ms)
        ) WITHOUT ROWID;
        """;

    /// <returns>Null when the group has never committed in this topic.</returns>
    /// <exception cref="UnavailableException">The store can't be read now.</exception>
    public long? Find(string consumerGroup, string topic) => file.Read(connection =>
    {
        using var find = new SqliteCommand("SELECT next_offset FROM offsets WHERE consumer_group = $group AND topic = $topic", connection);
        find.Parameters.AddWithValue("$group", consumerGroup);
        find.Parameters.AddWithValue("$topic", topic);
        return (long?)find.ExecuteScalar();
    });

    /// <summary>Moves a group's offset. It isn't synced to disk: the next batch's sync comes soon.</summary>
    /// <exception cref="UnavailableException">It was not moved.</exception>
    public Task<int> CommitAsync(string consumerGroup, string topic, long nextOffset, CancellationToken cancellationToken) =>
        file.WriteAsync(
            connection =>
            {
                using var commit = new SqliteCommand(
                    """
                    INSERT INTO offsets (consumer_group, topic, next_offset) VALUES ($group, $topic, $next)
                    ON CONFLICT DO UPDATE SET next_offset = excluded.next_offset
                    """,
                    connection);
                commit.Parameters.AddWithValue("$group", consumerGroup);
                commit.Parameters.AddWithValue("$topic", topic);
                commit.Parameters.AddWithValue("$next", nextOffset);
                return commit.ExecuteNonQuery();
            },
            cancellationToken,
            synced: false);

    /// <summary>
    /// Notes with the time how far each consumer group of a topic has come, where it has moved since, and forgets notes that are too old to
    /// be asked for. Notes are synced to disk: what they say may be trimmed from the log.
    /// </summary>
    /// <returns>
    /// The offset that every group had passed at <paramref name="before"/>, and has passed still; 0 when one had passed none.
    /// </returns>
    /// <exception cref="UnavailableException">The store can't be written now.</exception>
    public Task<long> PassedAsync(string topic, DateTimeOffset before, DateTimeOffset now, CancellationToken cancellationToken) =>
        file.WriteAsync(
            connection =>
            {
                // A group whose offset was reset counts up to its offset now. Of its notes the newest one that is old enough says all.
                using var passed = new SqliteCommand(
                    """
                    INSERT INTO passed (consumer_group, topic, at_ms, next_offset)
                    SELECT consumer_group, topic, $now, next_offset FROM offsets WHERE topic = $topic AND next_offset > coalesce(
                        (SELECT max(next_offset) FROM passed WHERE consumer_group = offsets.consumer_group AND topic = offsets.topic), 0)
                    ON CONFLICT DO UPDATE SET next_offset = excluded.next_offset;

                    DELETE FROM passed WHERE topic = $topic AND EXISTS (
                        SELECT 1 FROM passed later WHERE later.consumer_group = passed.consumer_group AND later.topic = passed.topic
                            AND later.at_ms > passed.at_ms AND later.at_ms <= $before);

                    SELECT coalesce(min(min(next_offset, coalesce(
                        (SELECT max(next_offset) FROM passed
                            WHERE consumer_group = offsets.consumer_group AND topic = offsets.topic AND at_ms <= $before), 0))), 0)
                    FROM offsets WHERE topic = $topic;
                    """,
                    connection);
                passed.Parameters.AddWithValue("$topic", topic);
                passed.Parameters.AddWithValue("$before", before.ToUnixTimeMilliseconds());
                passed.Parameters.AddWithValue("$now", now.ToUnixTimeMilliseconds());
                return (long)passed.ExecuteScalar()!;
            },
            cancellationToken);
}
