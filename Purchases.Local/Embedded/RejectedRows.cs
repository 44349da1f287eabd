using Microsoft.Data.Sqlite;
using Purchases.Core;

namespace Purchases.Local.Embedded;

/// <summary>The rejected events' table: its columns, and how a row is written and read.</summary>
internal static class RejectedRows
{
    // The id is topic/partition/offset. The state is that of the enum, as a number; the index is the order of the lists.
    public const string Schema = """
        CREATE TABLE IF NOT EXISTS purchases_rejected (
            id TEXT PRIMARY KEY,
            code TEXT NOT NULL,
            reason TEXT NOT NULL,
            user_id TEXT,
            item_id TEXT,
            "key" BLOB,
            value BLOB,
            rejected_at_us INTEGER NOT NULL,
            state INTEGER NOT NULL,
            replay_of TEXT,
            replaying_since_us INTEGER,
            replayed_as TEXT,
            dismissed_at_us INTEGER,
            note TEXT
        ) WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS rejected_by_state ON purchases_rejected (state, rejected_at_us, id);
        """;

    private static readonly string Waiting = $"FROM purchases_rejected WHERE state = {(int)RejectedState.Waiting}";

    /// <summary>How many wait, and the id of the newest one.</summary>
    public static readonly string WaitingSql = $"""
        SELECT count(*), (SELECT id {Waiting} ORDER BY rejected_at_us DESC, id DESC LIMIT 1) {Waiting}
        """;

    private const string SummaryColumns = "id, code, reason, user_id, item_id, rejected_at_us, state";

    private const string Columns = $"{SummaryColumns}, \"key\", value, replay_of, replaying_since_us, replayed_as, dismissed_at_us, note";

    /// <summary>One that is there already stays as it is.</summary>
    public static void Insert(SqliteConnection connection, RejectedEvent rejected)
    {
        using var insert = connection.CreateCommand();
        insert.CommandText =
            $"""
            INSERT INTO purchases_rejected ({Columns})
            VALUES ($id, $code, $reason, $user, $item, $at, $state, $key, $value, $original, NULL, NULL, $dismissed, $note)
            ON CONFLICT DO NOTHING
            """;
        Bind("$id", rejected.Position.ToString());
        Bind("$code", rejected.Code.Text());
        Bind("$reason", rejected.Reason);
        Bind("$user", rejected.UserId);
        Bind("$item", rejected.ItemId);
        Bind("$at", rejected.RejectedAt.UnixMicroseconds);
        Bind("$state", (int)rejected.State);
        Bind("$key", rejected.Key);
        Bind("$value", rejected.Value);
        Bind("$original", rejected.ReplayOf?.ToString());
        Bind("$dismissed", rejected.Dismissal?.At.UnixMicroseconds);
        Bind("$note", rejected.Dismissal?.Note);
        insert.ExecuteNonQuery();

        void Bind(string name, object? value) => insert.Parameters.AddWithValue(name, value ?? DBNull.Value);
    }

    public static List<RejectedSummary> List(SqliteConnection connection, RejectedState state, PageCursor? after, int limit)
    {
        using var command = new SqliteCommand(ListSql(after is not null), connection);
        command.Parameters.AddWithValue("$state", (int)state);
        command.Parameters.AddWithValue("$limit", limit);
        if (after is not null)
        {
            command.Parameters.AddWithValue("$at", after.Timestamp.UnixMicroseconds);
            command.Parameters.AddWithValue("$id", after.Id);
        }

        using var row = command.ExecuteReader();
        var rejected = new List<RejectedSummary>();
        while (row.Read()) rejected.Add(ToSummary(row));
        return rejected;
    }

    /// <param name="after">Whether it starts behind a place.</param>
    public static string ListSql(bool after) =>
        $"""
        SELECT {SummaryColumns} FROM purchases_rejected
        WHERE state = $state {(after ? "AND (rejected_at_us, id) < ($at, $id)" : "")}
        ORDER BY rejected_at_us DESC, id DESC LIMIT $limit
        """;

    public static RejectedEvent? Find(SqliteConnection connection, EventPosition position)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT {Columns} FROM purchases_rejected WHERE id = $id";
        command.Parameters.AddWithValue("$id", position.ToString());
        using var row = command.ExecuteReader();
        return row.Read() ? ToRejected(row) : null;
    }

    private static RejectedSummary ToSummary(SqliteDataReader row) => new(
        Position(row.GetString(0))!.Value,
        RejectionCodes.Parse(row.GetString(1)),
        row.GetString(2),
        At(row, 5)!.Value,
        (RejectedState)row.GetInt32(6),
        Text(row, 3),
        Text(row, 4));

    private static RejectedEvent ToRejected(SqliteDataReader row)
    {
        var summary = ToSummary(row);
        return new(summary.Position, summary.Code, summary.Reason, Bytes(row, 7), Bytes(row, 8), summary.RejectedAt)
        {
            UserId = summary.UserId,
            ItemId = summary.ItemId,
            ReplayOf = Position(Text(row, 9)),
            ReplayingSince = At(row, 10),
            ReplayedAs = Position(Text(row, 11)),
            Dismissal = At(row, 12) is { } dismissedAt ? new(dismissedAt, Text(row, 13)) : null,
        };
    }

    private static string? Text(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static byte[]? Bytes(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetFieldValue<byte[]>(column);

    private static EventTimestamp? At(SqliteDataReader row, int column) =>
        row.IsDBNull(column) ? null : EventTimestamp.FromUnixMicroseconds(row.GetInt64(column));

    private static EventPosition? Position(string? text) => EventPosition.TryParse(text, out var position) ? position : null;
}
