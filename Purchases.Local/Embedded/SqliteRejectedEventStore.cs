using Microsoft.Data.Sqlite;
using Purchases.Core;

namespace Purchases.Local.Embedded;

/// <summary>The rejected events in SQLite.</summary>
internal sealed class SqliteRejectedEventStore(StoreFile file) : IRejectedEventStore
{
    // A claim counts for its time on both sides of now: a clock that was set back must not hold an event for years.
    private const string Unclaimed = "(replaying_since_us IS NULL OR abs($now - replaying_since_us) >= $time)";

    public Task KeepAsync(IReadOnlyList<RejectedEvent> rejected, CancellationToken cancellationToken) =>
        file.WriteAsync(connection => Keep(connection, rejected), cancellationToken);

    public Task<IReadOnlyList<RejectedSummary>> ListAsync(
        RejectedState state,
        PageCursor? after,
        int limit,
        CancellationToken cancellationToken) =>
        file.ReadAsync<IReadOnlyList<RejectedSummary>>(connection => RejectedRows.List(connection, state, after, limit), cancellationToken);

    public Task<RejectedEvent?> FindAsync(EventPosition position, CancellationToken cancellationToken) =>
        file.ReadAsync(connection => RejectedRows.Find(connection, position), cancellationToken);

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

    private static int Keep(SqliteConnection connection, IReadOnlyList<RejectedEvent> rejected)
    {
        foreach (var bad in rejected)
        {
            // In one transaction: nobody sees an original and its successor both wait, or neither.
            RejectedRows.Insert(connection, bad.ReplayOf is { } original && !TakesPlace(connection, new(original, bad.Position))
                ? bad with { Dismissal = Dismissal.OfSuccessor(original, bad.RejectedAt) }
                : bad);
        }

        return rejected.Count;
    }

    // Whether the successor waits in its original's stead; also when it took that place before, or there is none to take.
    private static bool TakesPlace(SqliteConnection connection, Replayed replay) =>
        MarkReplayed(connection, replay) ||
        RejectedRows.Find(connection, replay.Original) is not { } original ||
        original.ReplayedAs == replay.Successor;

    private static bool MarkReplayed(SqliteConnection connection, Replayed replay)
    {
        using var update = connection.CreateCommand();
        update.CommandText =
            "UPDATE purchases_rejected SET state = $replayed, replayed_as = $successor WHERE id = $id AND state = $waiting";
        update.Parameters.AddWithValue("$replayed", (int)RejectedState.Replayed);
        update.Parameters.AddWithValue("$waiting", (int)RejectedState.Waiting);
        update.Parameters.AddWithValue("$successor", replay.Successor.ToString());
        update.Parameters.AddWithValue("$id", replay.Original.ToString());
        return update.ExecuteNonQuery() == 1;
    }

    // Compare and set: one statement, so that of those who come at once one succeeds.
    private Task<bool> UpdateAsync(
        EventPosition position, string change, EventTimestamp now, string? note, CancellationToken cancellationToken) =>
        file.WriteAsync(
            connection =>
            {
                using var update = new SqliteCommand($"UPDATE purchases_rejected SET {change}", connection);
                update.Parameters.AddWithValue("$id", position.ToString());
                update.Parameters.AddWithValue("$now", now.UnixMicroseconds);
                update.Parameters.AddWithValue("$time", (long)Limits.ReplayTime.TotalMicroseconds);
                update.Parameters.AddWithValue("$waiting", (int)RejectedState.Waiting);
                update.Parameters.AddWithValue("$dismissed", (int)RejectedState.Dismissed);
                update.Parameters.AddWithValue("$note", note ?? (object)DBNull.Value);
                return update.ExecuteNonQuery() == 1;
            },
            cancellationToken);
}
