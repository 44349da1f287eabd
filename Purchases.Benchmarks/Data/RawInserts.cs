using System.Diagnostics;
using System.Text;
using Purchases.Core;
using Purchases.Local.Embedded;
using SQLitePCL;

namespace Purchases.Benchmarks.Data;

/// <summary>
/// The baseline for recording: one prepared statement on the store's own schema, rows whose text is already encoded, and 1,000 rows per
/// transaction, synced to disk and with the store's cache and checkpoints.
/// </summary>
internal static class RawInserts
{
    private const int TransactionRows = 1000;

    /// <summary>A purchase as SQLite stores it.</summary>
    internal sealed record Row(byte[] EventId, long TimestampUs, byte[] UserId, byte[] ItemId, long Quantity)
    {
        public static Row Of(PurchaseCreated purchase) => new(
            Encoding.UTF8.GetBytes(purchase.EventId),
            purchase.Timestamp.UnixMicroseconds,
            Encoding.UTF8.GetBytes(purchase.UserId),
            Encoding.UTF8.GetBytes(purchase.ItemId),
            purchase.Quantity);
    }

    /// <param name="directory">For the store's file; created when missing.</param>
    public static TimeSpan Run(string directory, IReadOnlyList<Row> rows)
    {
        new StoreFile(new(directory)).Dispose();
        using var connection = Open(directory);
        Execute(connection, $"PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = {StoreFile.CheckpointPages}; " +
            $"PRAGMA cache_size = -{SqliteFile.WriterCacheKiB}");
        Check(connection, raw.sqlite3_prepare_v2(connection,
            "INSERT INTO purchases (event_id, timestamp_us, user_id, item_id, quantity) VALUES (?, ?, ?, ?, ?)", out var insert));
        using (insert)
        {
            var start = Stopwatch.GetTimestamp();
            for (var i = 0; i < rows.Count; i += TransactionRows)
            {
                Execute(connection, "BEGIN IMMEDIATE");
                for (var row = i; row < Math.Min(i + TransactionRows, rows.Count); row++) Insert(connection, insert, rows[row]);
                Execute(connection, "COMMIT");
            }

            return Stopwatch.GetElapsedTime(start);
        }
    }

    /// <summary>How many purchases a store holds. Nobody may have it open.</summary>
    public static long Count(string directory)
    {
        using var connection = Open(directory);
        Check(connection, raw.sqlite3_prepare_v2(connection, "SELECT count(*) FROM purchases", out var count));
        using (count)
        {
            raw.sqlite3_step(count);
            return raw.sqlite3_column_int64(count, 0);
        }
    }

    private static sqlite3 Open(string directory)
    {
        var result = raw.sqlite3_open(Path.Combine(directory, "purchases.db"), out var connection);
        Check(connection, result);
        return connection;
    }

    private static void Insert(sqlite3 connection, sqlite3_stmt insert, Row row)
    {
        raw.sqlite3_bind_text(insert, 1, row.EventId);
        raw.sqlite3_bind_int64(insert, 2, row.TimestampUs);
        raw.sqlite3_bind_text(insert, 3, row.UserId);
        raw.sqlite3_bind_text(insert, 4, row.ItemId);
        raw.sqlite3_bind_int64(insert, 5, row.Quantity);
        if (raw.sqlite3_step(insert) != raw.SQLITE_DONE) Check(connection, raw.SQLITE_ERROR);
        raw.sqlite3_reset(insert);
    }

    private static void Execute(sqlite3 connection, string sql) => Check(connection, raw.sqlite3_exec(connection, sql));

    private static void Check(sqlite3 connection, int result)
    {
        if (result != raw.SQLITE_OK) throw new BenchmarkException($"SQLite: {raw.sqlite3_errmsg(connection).utf8_to_string()}");
    }
}
