using Microsoft.Data.Sqlite;
using Purchases.Core;

namespace Purchases.Local.Embedded;

/// <summary>The rejected events in SQLite.</summary>
internal sealed class SqliteRejectedEventStore(StoreFile file) : IRejectedEventStore
{
    // The id is topic/partition/offset. The index holds only what still waits, which is what lists show.
    public const string Schema = """
        CREATE TABLE purchases_rejected (
            id TEXT PRIMARY KEY,
            code TEXT NOT NULL,
            reason TEXT NOT NULL,
            "key" BLOB,
            value BLOB,
            rejected_at_us INTEGER NOT NULL,
            replayed_as TEXT
        ) WITHOUT ROWID;
        CREATE INDEX waiting ON purchases_rejected (rejected_at_us, id) WHERE replayed_as IS NULL;
        """;

    public const string CountWaitingSql = "SELECT count(*) FROM purchases_rejected WHERE replayed_as IS NULL";

    private const string Columns = "id, code, reason, \"key\", value, rejected_at_us, replayed_as";

    public Task KeepAsync(IReadOnlyList<RejectedEvent> rejected, CancellationToken cancellationToken) =>
        file.RunAsync(connection => Keep(connection, rejected), cancellationToken);

    public Task<IReadOnlyList<RejectedSummary>> ListAsync(PageCursor? after, int limit, CancellationToken cancellationToken) =>
        file.RunAsync<IReadOnlyList<RejectedSummary>>(connection => List(connection, after, limit), cancellationToken);

    public Task<RejectedEvent?> FindAsync(EventPosition position, CancellationToken cancellationToken) =>
        file.RunAsync(connection => Find(connection, position), cancellationToken);

    public Task MarkReplayedAsync(IReadOnlyList<Replayed> replayed, CancellationToken cancellationToken) =>
        file.RunAsync(connection => MarkReplayed(connection, replayed), cancellationToken);

    private static int Keep(SqliteConnection connection, IReadOnlyList<RejectedEvent> rejected)
    {
        using var transaction = connection.BeginTransaction(deferred: false);
        using var insert = new SqliteCommand(
            $"INSERT INTO purchases_rejected ({Columns}) VALUES ($id, $code, $reason, $key, $value, $at, NULL) ON CONFLICT DO NOTHING",
            connection,
            transaction);
        foreach (var bad in rejected)
        {
            insert.Parameters.Clear();
            insert.Parameters.AddWithValue("$id", bad.Position.ToString());
            insert.Parameters.AddWithValue("$code", bad.Code.Text());
            insert.Parameters.AddWithValue("$reason", bad.Reason);
            insert.Parameters.AddWithValue("$key", bad.Key ?? (object)DBNull.Value);
            insert.Parameters.AddWithValue("$value", bad.Value ?? (object)DBNull.Value);
            insert.Parameters.AddWithValue("$at", bad.RejectedAt.UnixMicroseconds);
            insert.ExecuteNonQuery();
        }

        transaction.Commit();
        return rejected.Count;
    }

    private static List<RejectedSummary> List(SqliteConnection connection, PageCursor? after, int limit)
    {
        var behind = after is null ? "" : "AND (rejected_at_us, id) < ($at, $id)";
        using var command = new SqliteCommand(
            $"""
            SELECT id, code, reason, rejected_at_us FROM purchases_rejected
            WHERE replayed_as IS NULL {behind}
            ORDER BY rejected_at_us DESC, id DESC LIMIT $limit
            """,
            connection);
        command.Parameters.AddWithValue("$limit", limit);
        if (after is not null)
        {
            command.Parameters.AddWithValue("$at", after.Timestamp.UnixMicroseconds);
            command.Parameters.AddWithValue("$id", after.Id);
        }

        using var row = command.ExecuteReader();
        var rejected = new List<RejectedSummary>();
        while (row.Read()) rejected.Add(new(Position(row.GetString(0))!.Value, Code(row), row.GetString(2), At(row, 3)));
        return rejected;
    }

    private static RejectedEvent? Find(SqliteConnection connection, EventPosition position)
    {
        using var command = new SqliteCommand($"SELECT {Columns} FROM purchases_rejected WHERE id = $id", connection);
        command.Parameters.AddWithValue("$id", position.ToString());
        using var row = command.ExecuteReader();
        return row.Read() ? ToRejected(row) : null;
    }

    private static int MarkReplayed(SqliteConnection connection, IReadOnlyList<Replayed> replayed)
    {
        using var transaction = connection.BeginTransaction(deferred: false);
        using var update = new SqliteCommand(
            "UPDATE purchases_rejected SET replayed_as = $successor WHERE id = $id AND replayed_as IS NULL", connection, transaction);
        foreach (var (original, successor) in replayed)
        {
            update.Parameters.Clear();
            update.Parameters.AddWithValue("$id", original.ToString());
            update.Parameters.AddWithValue("$successor", successor.ToString());
            update.ExecuteNonQuery();
        }

        transaction.Commit();
        return replayed.Count;
    }

    private static RejectedEvent ToRejected(SqliteDataReader row) => new(
        Position(row.GetString(0))!.Value,
        Code(row),
        row.GetString(2),
        Bytes(row, 3),
        Bytes(row, 4),
        At(row, 5),
        row.IsDBNull(6) ? null : Position(row.GetString(6)));

    private static RejectionCode Code(SqliteDataReader row) => RejectionCodes.Parse(row.GetString(1));

    private static byte[]? Bytes(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetFieldValue<byte[]>(column);

    private static EventTimestamp At(SqliteDataReader row, int column) => EventTimestamp.FromUnixMicroseconds(row.GetInt64(column));

    private static EventPosition? Position(string text) => EventPosition.TryParse(text, out var position) ? position : null;
}
