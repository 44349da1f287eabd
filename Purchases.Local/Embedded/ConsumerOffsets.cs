using Purchases.Local.Runtime;

namespace Purchases.Local.Embedded;

/// <summary>
/// The offset that each consumer group reads next in each topic. A power cut may set an offset back a little: then some events are
/// delivered again.
/// </summary>
internal sealed class ConsumerOffsets(StoreFile file)
{
    public const string Schema = """
        CREATE TABLE IF NOT EXISTS offsets (
            consumer_group TEXT NOT NULL,
            topic TEXT NOT NULL,
            next_offset INTEGER NOT NULL,
            PRIMARY KEY (consumer_group, topic)
        ) WITHOUT ROWID;
        """;

    /// <returns>Null when the group has never committed in this topic.</returns>
    /// <exception cref="UnavailableException">The store can't be read now.</exception>
    public long? Find(string consumerGroup, string topic) => file.Read(connection =>
    {
        using var find = connection.Command(
            "SELECT next_offset FROM offsets WHERE consumer_group = $group AND topic = $topic",
            ("$group", consumerGroup), ("$topic", topic));
        return (long?)find.ExecuteScalar();
    });

    /// <summary>How far a group has read a topic, in whichever process of the data directory.</summary>
    /// <exception cref="UnavailableException">A file can't be read now.</exception>
    public TopicProgress Progress(string consumerGroup, TopicLog topic, AutoOffsetReset reset)
    {
        // The offset first: read the other way round, the lag could be negative.
        var next = Find(consumerGroup, topic.Topic);
        var end = topic.EndOffset();
        return new(next ?? (reset == AutoOffsetReset.Earliest ? topic.StartOffset() : end), end);
    }

    /// <summary>Moves a group's offset. The change isn't synced to disk: the sync of the next batch follows soon.</summary>
    /// <exception cref="UnavailableException">The offset wasn't moved.</exception>
    public Task<int> CommitAsync(string consumerGroup, string topic, long nextOffset, CancellationToken cancellationToken) =>
        file.WriteAsync(
            connection => connection.Execute(
                """
                INSERT INTO offsets (consumer_group, topic, next_offset) VALUES ($group, $topic, $next)
                ON CONFLICT DO UPDATE SET next_offset = excluded.next_offset
                """,
                ("$group", consumerGroup), ("$topic", topic), ("$next", nextOffset)),
            cancellationToken,
            synced: false);

    /// <summary>Syncs a topic's offsets to disk, since events before them may then be deleted from the log.</summary>
    /// <returns>The offset up to which all groups have read; 0 when there is no group.</returns>
    /// <exception cref="UnavailableException">The store can't be written now.</exception>
    public Task<long> SyncAsync(string topic, CancellationToken cancellationToken) =>
        file.WriteAsync(
            connection =>
            {
                // A commit that writes nothing isn't synced.
                using var sync = connection.Command(
                    """
                    UPDATE offsets SET next_offset = next_offset WHERE topic = $topic;
                    SELECT coalesce(min(next_offset), 0) FROM offsets WHERE topic = $topic;
                    """,
                    ("$topic", topic));
                return (long)sync.ExecuteScalar()!;
            },
            cancellationToken);
}

/// <param name="Next">The offset that the group reads next. It has processed all events before.</param>
/// <param name="End">The offset that the next event will get.</param>
internal sealed record TopicProgress(long Next, long End)
{
    /// <summary>Events that the group hasn't processed yet.</summary>
    public long Lag => End - Next;
}
