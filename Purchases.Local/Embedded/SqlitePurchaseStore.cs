using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;

namespace Purchases.Local.Embedded;

/// <summary>The purchases in SQLite.</summary>
internal sealed class SqlitePurchaseStore(StoreFile file) : IPurchaseStore
{
    // Rows are stored in the order in which lists are read. Timestamps are microseconds since 1970.
    public const string Schema = """
        CREATE TABLE IF NOT EXISTS purchases (
            event_id TEXT NOT NULL UNIQUE,
            timestamp_us INTEGER NOT NULL,
            user_id TEXT NOT NULL,
            item_id TEXT NOT NULL,
            quantity INTEGER NOT NULL,
            PRIMARY KEY (user_id, timestamp_us, event_id)
        ) WITHOUT ROWID;
        """;

    public const string CountSql = "SELECT count(*) FROM purchases";

    private const string Columns = "event_id, timestamp_us, user_id, item_id, quantity";

    // The primary key ends in the eventId, so every conflict is one of the eventId.
    private const string InsertSql = $"INSERT INTO purchases ({Columns}) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING";

    private const string FindSql = $"SELECT {Columns} FROM purchases WHERE event_id = ?1";

    public Task<IReadOnlyList<WriteOutcome>> WriteAsync(IReadOnlyList<PurchaseCreated> purchases, CancellationToken cancellationToken) =>
        file.WriteAsync<IReadOnlyList<WriteOutcome>>(connection => Write(connection, purchases), cancellationToken);

    public async Task<PurchaseCreated?> FindAsync(string eventId, CancellationToken cancellationToken) =>
        (await FindAllAsync([eventId], cancellationToken)).SingleOrDefault();

    public Task<IReadOnlyList<PurchaseCreated>> FindAllAsync(IReadOnlyCollection<string> eventIds, CancellationToken cancellationToken) =>
        file.ReadAsync<IReadOnlyList<PurchaseCreated>>(
            connection =>
            {
                using var find = new SqliteStatement(connection, FindSql);
                return [.. eventIds.Select(eventId => Find(find, eventId)).OfType<PurchaseCreated>()];
            },
            cancellationToken);

    public async IAsyncEnumerable<PurchaseCreated> ListAsync(
        string userId,
        PageCursor? after,
        int? limit,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var left = limit ?? int.MaxValue;
        while (left > 0)
        {
            // Each portion is a query of its own: an open query would keep the write-ahead log from being copied back into the file for as
            // long as its reader is slow.
            var rows = Math.Min(left, limit ?? Limits.ListPortion);
            var from = after;
            var portion = await file.ReadAsync(connection => List(connection, userId, from, rows), cancellationToken);
            foreach (var purchase in portion) yield return purchase;

            if (portion.Count < rows) yield break;
            left -= rows;
            after = PageCursor.After(portion[^1]);
        }
    }

    /// <summary>All purchases, ordered by user and then by time.</summary>
    public static IEnumerable<PurchaseCreated> All(SqliteConnection connection)
    {
        using var all = new SqliteStatement(connection, $"SELECT {Columns} FROM purchases ORDER BY user_id, timestamp_us, event_id");
        while (all.Read()) yield return Row(all);
    }

    /// <param name="after">Whether the list starts after a cursor.</param>
    public static string ListSql(bool after) =>
        $"SELECT {Columns} FROM purchases WHERE user_id = ?1 {(after ? "AND (timestamp_us, event_id) < (?3, ?4) " : "")}" +
        "ORDER BY timestamp_us DESC, event_id DESC LIMIT ?2";

    private static List<PurchaseCreated> List(SqliteConnection connection, string userId, PageCursor? after, int limit)
    {
        using var list = new SqliteStatement(connection, ListSql(after is not null));
        list.Bind(1, userId);
        list.Bind(2, limit);
        if (after is not null)
        {
            list.Bind(3, after.Timestamp.UnixMicroseconds);
            list.Bind(4, after.Id);
        }

        var purchases = new List<PurchaseCreated>();
        while (list.Read()) purchases.Add(Row(list));
        return purchases;
    }

    private static WriteOutcome[] Write(SqliteConnection connection, IReadOnlyList<PurchaseCreated> purchases)
    {
        using var insert = new SqliteStatement(connection, InsertSql);
        using var find = new SqliteStatement(connection, FindSql);
        var outcomes = new WriteOutcome[purchases.Count];
        for (var i = 0; i < outcomes.Length; i++)
        {
            outcomes[i] = TryInsert(insert, purchases[i]) ? WriteOutcome.Recorded
                : Find(find, purchases[i].EventId)!.SameContentAs(purchases[i]) ? WriteOutcome.AlreadyRecorded
                : WriteOutcome.Conflict;
        }

        return outcomes;
    }

    private static bool TryInsert(SqliteStatement insert, PurchaseCreated purchase)
    {
        insert.Bind(1, purchase.EventId);
        insert.Bind(2, purchase.Timestamp.UnixMicroseconds);
        insert.Bind(3, purchase.UserId);
        insert.Bind(4, purchase.ItemId);
        insert.Bind(5, purchase.Quantity);
        return insert.Execute() == 1;
    }

    private static PurchaseCreated? Find(SqliteStatement find, string eventId)
    {
        find.Bind(1, eventId);
        var purchase = find.Read() ? Row(find) : null;
        find.Reset();
        return purchase;
    }

    private static PurchaseCreated Row(SqliteStatement query) => new()
    {
        EventId = query.GetString(0),
        Timestamp = EventTimestamp.FromUnixMicroseconds(query.GetInt64(1)),
        UserId = query.GetString(2),
        ItemId = query.GetString(3),
        Quantity = query.GetInt64(4),
    };
}
