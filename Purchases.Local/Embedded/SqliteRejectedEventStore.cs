using Microsoft.Data.Sqlite;

namespace Purchases.Local.Embedded;

/// <summary>The rejected events in SQLite.</summary>
internal sealed class SqliteRejectedEventStore(StoreFile file) : IRejectedEventStore
{
    // The id is topic/partition/offset. The state is the enum's number. The index is in the order of the lists.
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

    private const string SummaryColumns = "id, code, reason, user_id, item_id, rejected_at_us, state";

    private const string Columns = $"{SummaryColumns}, \"key\", value, replay_of, replaying_since_us, replayed_as, dismissed_at_us, note";

    // A claim is valid for its time on both sides of now: a clock that was set back must not hold an event for years.
    private const string Unclaimed = "(replaying_since_us IS NULL OR abs($now - replaying_since_us) >= $time)";

    private static readonly string Open = $"FROM purchases_rejected WHERE state = {(int)RejectedState.Waiting}";

    /// <summary>Selects the number of open events, and the id of the newest one.</summary>
    public static readonly string OpenSql =
        $"SELECT count(*), (SELECT id {Open} ORDER BY rejected_at_us DESC, id DESC LIMIT 1) {Open}";

    public Task KeepAsync(IReadOnlyList<RejectedEvent> rejected, CancellationToken cancellationToken) =>
        file.WriteAsync(connection => Keep(connection, rejected), cancellationToken);

    public Task<IReadOnlyList<RejectedSummary>> ListAsync(
        RejectedState state,
        PageCursor? after,
        int limit,
        CancellationToken cancellationToken) =>
        file.ReadAsync<IReadOnlyList<RejectedSummary>>(connection => List(connection, state, after, limit), cancellationToken);

    public Task<RejectedEvent?> FindAsync(EventPosition position, CancellationToken cancellationToken) =>
        file.ReadAsync(connection => Find(connection, position), cancellationToken);

    public Task<bool> TryClaimAsync(EventPosition position, EventTimestamp now, CancellationToken cancellationToken) =>
        UpdateAsync(
            position, $"replaying_since_us = $now WHERE id = $id AND state = $waiting AND {Unclaimed}", now, note: null, cancellationToken);

    public Task ReleaseAsync(EventPosition position, EventTimestamp claimedAt, CancellationToken cancellationToken) =>
        UpdateAsync(
            position, "replaying_since_us = NULL WHERE id = $id AND replaying_since_us = $now", claimedAt, note: null, cancellationToken);

    public Task MarkReplayedAsync(IReadOnlyList<Replayed> replayed, CancellationToken cancellationToken) =>
        file.WriteAsync(connection => replayed.Count(replay => MarkReplayed(connection, replay)), cancellationToken);

    public Task<bool> TryDismissAsync(EventPosition position, Dismissal dismissal, CancellationToken cancellationToken) =>
        UpdateAsync(
            position,
            $"state = $dismissed, dismissed_at_us = $now, note = $note WHERE id = $id AND state = $waiting AND {Unclaimed}",
            dismissal.At,
            dismissal.Note,
            cancellationToken);

    /// <param name="after">Whether the list starts after a cursor.</param>
    public static string ListSql(bool after) =>
        $"""
        SELECT {SummaryColumns} FROM purchases_rejected
        WHERE state = $state {(after ? "AND (rejected_at_us, id) < ($at, $id)" : "")}
        ORDER BY rejected_at_us DESC, id DESC LIMIT $limit
        """;

    private static int Keep(SqliteConnection connection, IReadOnlyList<RejectedEvent> rejected)
    {
        foreach (var bad in rejected)
        {
            // In one transaction: nobody sees an original event and its successor both open, or neither.
            Insert(connection, bad.ReplayOf is { } original && !TakesPlace(connection, new(original, bad.Position))
                ? bad with { Dismissal = Dismissal.OfSuccessor(original, bad.RejectedAt) }
                : bad);
        }

        return rejected.Count;
    }

    // Whether the successor is open instead of its original event: it replaces it now, replaced it before, or there is no such event.
    private static bool TakesPlace(SqliteConnection connection, Replayed replay) =>
        MarkReplayed(connection, replay) ||
        Find(connection, replay.Original) is not { } original ||
        original.ReplayedAs == replay.Successor;

    private static bool MarkReplayed(SqliteConnection connection, Replayed replay) => connection.Execute(
        "UPDATE purchases_rejected SET state = $replayed, replayed_as = $successor WHERE id = $id AND state = $waiting",
        ("$replayed", (int)RejectedState.Replayed), ("$waiting", (int)RejectedState.Waiting),
        ("$successor", replay.Successor.ToString()), ("$id", replay.Original.ToString())) == 1;

    // Compare and set in one statement: of concurrent calls one succeeds.
    private Task<bool> UpdateAsync(
        EventPosition position, string change, EventTimestamp now, string? note, CancellationToken cancellationToken) =>
        file.WriteAsync(
            connection => connection.Execute(
                $"UPDATE purchases_rejected SET {change}",
                ("$id", position.ToString()), ("$now", now.UnixMicroseconds), ("$time", (long)Limits.ReplayTime.TotalMicroseconds),
                ("$waiting", (int)RejectedState.Waiting), ("$dismissed", (int)RejectedState.Dismissed), ("$note", note)) == 1,
            cancellationToken);

    // An event that is stored already stays unchanged.
    private static void Insert(SqliteConnection connection, RejectedEvent rejected) => connection.Execute(
        $"""
        INSERT INTO purchases_rejected ({Columns})
        VALUES ($id, $code, $reason, $user, $item, $at, $state, $key, $value, $original, NULL, NULL, $dismissed, $note)
        ON CONFLICT DO NOTHING
        """,
        ("$id", rejected.Position.ToString()), ("$code", rejected.Code.Text()), ("$reason", rejected.Reason),
        ("$user", rejected.UserId), ("$item", rejected.ItemId), ("$at", rejected.RejectedAt.UnixMicroseconds),
        ("$state", (int)rejected.State), ("$key", rejected.Key), ("$value", rejected.Value),
        ("$original", rejected.ReplayOf?.ToString()), ("$dismissed", rejected.Dismissal?.At.UnixMicroseconds),
        ("$note", rejected.Dismissal?.Note));

    private static List<RejectedSummary> List(SqliteConnection connection, RejectedState state, PageCursor? after, int limit)
    {
        using var command = connection.Command(
            ListSql(after is not null),
            ("$state", (int)state), ("$limit", limit), ("$at", after?.Timestamp.UnixMicroseconds), ("$id", after?.Id));
        using var row = command.ExecuteReader();
        var rejected = new List<RejectedSummary>();
        while (row.Read()) rejected.Add(ToSummary(row));
        return rejected;
    }

    private static RejectedEvent? Find(SqliteConnection connection, EventPosition position)
    {
        using var command = connection.Command($"SELECT {Columns} FROM purchases_rejected WHERE id = $id", ("$id", position.ToString()));
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
