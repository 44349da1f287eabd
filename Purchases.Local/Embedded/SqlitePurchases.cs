using Microsoft.Data.Sqlite;
using Purchases.Core;

namespace Purchases.Local.Embedded;

/// <summary>The purchases' table of the purchase store.</summary>
internal static class SqlitePurchases
{
    // Rows lie in the order in which lists are read. Timestamps are microseconds since 1970.
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

    private const string Columns = "event_id, timestamp_us, user_id, item_id, quantity";

    // The primary key ends in the eventId, so whatever conflicts, it is the eventId that is taken.
    public const string InsertSql = $"INSERT INTO purchases ({Columns}) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING";

    public const string FindSql = $"SELECT {Columns} FROM purchases WHERE event_id = ?1";

    /// <param name="after">Whether it starts behind a place.</param>
    public static string ListSql(bool after) =>
        $"SELECT {Columns} FROM purchases WHERE user_id = ?1 {(after ? "AND (timestamp_us, event_id) < (?3, ?4) " : "")}" +
        "ORDER BY timestamp_us DESC, event_id DESC LIMIT ?2";

    private const string AllSql =
        $"SELECT {Columns} FROM purchases WHERE (user_id, timestamp_us, event_id) > (?1, ?2, ?3) " +
        "ORDER BY user_id, timestamp_us, event_id LIMIT ?4";

    public const string CountSql = "SELECT count(*) FROM purchases";

    /// <returns>Whether it was new.</returns>
    public static bool TryInsert(SqliteStatement insert, PurchaseCreated purchase)
    {
        insert.Bind(1, purchase.EventId);
        insert.Bind(2, purchase.Timestamp.UnixMicroseconds);
        insert.Bind(3, purchase.UserId);
        insert.Bind(4, purchase.ItemId);
        insert.Bind(5, purchase.Quantity);
        return insert.Execute() == 1;
    }

    public static PurchaseCreated? Find(SqliteStatement find, string eventId)
    {
        find.Bind(1, eventId);
        return Rows(find).SingleOrDefault();
    }

    /// <summary>A user's purchases behind a place, newest first.</summary>
    public static List<PurchaseCreated> List(SqliteConnection connection, string userId, PageCursor? after, int limit)
    {
        using var list = new SqliteStatement(connection, ListSql(after is not null));
        list.Bind(1, userId);
        list.Bind(2, limit);
        if (after is not null)
        {
            list.Bind(3, after.Timestamp.UnixMicroseconds);
            list.Bind(4, after.Id);
        }

        return Rows(list);
    }

    /// <summary>All users' purchases in the order of the table, behind this one; null starts at the first.</summary>
    public static List<PurchaseCreated> All(SqliteConnection connection, PurchaseCreated? after, int limit)
    {
        using var all = new SqliteStatement(connection, AllSql);
        all.Bind(1, after?.UserId ?? "");
        all.Bind(2, after?.Timestamp.UnixMicroseconds ?? long.MinValue);
        all.Bind(3, after?.EventId ?? "");
        all.Bind(4, limit);
        return Rows(all);
    }

    private static List<PurchaseCreated> Rows(SqliteStatement query)
    {
        var rows = new List<PurchaseCreated>();
        while (query.Read())
        {
            rows.Add(new()
            {
                EventId = query.GetString(0),
                Timestamp = EventTimestamp.FromUnixMicroseconds(query.GetInt64(1)),
                UserId = query.GetString(2),
                ItemId = query.GetString(3),
                Quantity = query.GetInt64(4),
            });
        }

        return rows;
    }
}
