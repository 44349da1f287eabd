using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Purchases.Core;

namespace Purchases.Local.Embedded;

/// <summary>The purchases in SQLite.</summary>
internal sealed class SqlitePurchaseStore(StoreFile file) : IPurchaseStore
{
    public Task<IReadOnlyList<WriteOutcome>> WriteAsync(IReadOnlyList<PurchaseCreated> purchases, CancellationToken cancellationToken) =>
        file.WriteAsync<IReadOnlyList<WriteOutcome>>(connection => Write(connection, purchases), cancellationToken);

    public Task<PurchaseCreated?> FindAsync(string eventId, CancellationToken cancellationToken) =>
        file.ReadAsync(
            connection =>
            {
                using var find = new SqliteStatement(connection, SqlitePurchases.FindSql);
                return SqlitePurchases.Find(find, eventId);
            },
            cancellationToken);

    public Task<IReadOnlyList<PurchaseCreated>> FindAllAsync(IReadOnlyCollection<string> eventIds, CancellationToken cancellationToken) =>
        file.ReadAsync<IReadOnlyList<PurchaseCreated>>(
            connection =>
            {
                using var find = new SqliteStatement(connection, SqlitePurchases.FindSql);
                return [.. eventIds.Select(eventId => SqlitePurchases.Find(find, eventId)).OfType<PurchaseCreated>()];
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
            // Each portion is a query of its own: an open query would keep the write-ahead log from being folded back into the file for as
            // long as its reader is slow.
            var rows = Math.Min(left, limit ?? Limits.ListPortion);
            var from = after;
            var portion = await file.ReadAsync(connection => SqlitePurchases.List(connection, userId, from, rows), cancellationToken);
            foreach (var purchase in portion) yield return purchase;

            if (portion.Count < rows) yield break;
            left -= rows;
            after = PageCursor.After(portion[^1]);
        }
    }

    private static WriteOutcome[] Write(SqliteConnection connection, IReadOnlyList<PurchaseCreated> purchases)
    {
        using var insert = new SqliteStatement(connection, SqlitePurchases.InsertSql);
        using var find = new SqliteStatement(connection, SqlitePurchases.FindSql);
        var outcomes = new WriteOutcome[purchases.Count];
        for (var i = 0; i < outcomes.Length; i++)
        {
            outcomes[i] = SqlitePurchases.TryInsert(insert, purchases[i]) ? WriteOutcome.Recorded
                : SqlitePurchases.Find(find, purchases[i].EventId)!.SameContentAs(purchases[i]) ? WriteOutcome.AlreadyRecorded
                : WriteOutcome.Conflict;
        }

        return outcomes;
    }
}
