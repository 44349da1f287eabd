using System.Runtime.CompilerServices;
using Purchases.Core;

namespace Purchases.Local.Embedded;

/// <summary>The purchases in SQLite.</summary>
internal sealed class SqlitePurchaseStore(StoreFile file) : IPurchaseStore, IDisposable
{
    // A list is read in portions, each by a query of its own: an open query would keep the write-ahead log from being
    // folded back into the file for as long as its reader is slow.
    private const int PortionRows = 500;

    private SqlitePurchaseWriter? _idleWriter;

    public Task<IReadOnlyList<WriteOutcome>> WriteAsync(IReadOnlyList<PurchaseCreated> purchases, CancellationToken cancellationToken) =>
        file.RunAsync<IReadOnlyList<WriteOutcome>>(() => Write(purchases), cancellationToken);

    public Task<PurchaseCreated?> FindAsync(string eventId, CancellationToken cancellationToken) =>
        file.RunAsync(
            connection =>
            {
                using var find = new SqliteStatement(connection, SqlitePurchases.FindSql);
                return SqlitePurchases.Find(find, eventId);
            },
            cancellationToken);

    public Task<IReadOnlyList<PurchaseCreated>> FindAllAsync(IReadOnlyCollection<string> eventIds, CancellationToken cancellationToken) =>
        file.RunAsync<IReadOnlyList<PurchaseCreated>>(
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
            var rows = Math.Min(left, PortionRows);
            var from = after;
            var portion = await file.RunAsync(connection => SqlitePurchases.List(connection, userId, from, rows), cancellationToken);
            foreach (var purchase in portion) yield return purchase;

            if (portion.Count < rows) yield break;
            left -= rows;
            after = PageCursor.After(portion[^1]);
        }
    }

    public void Dispose() => Interlocked.Exchange(ref _idleWriter, null)?.Dispose();

    private WriteOutcome[] Write(IReadOnlyList<PurchaseCreated> purchases)
    {
        var writer = Interlocked.Exchange(ref _idleWriter, null) ?? new(file);
        try
        {
            var outcomes = writer.Write(purchases);
            writer = Interlocked.Exchange(ref _idleWriter, writer);
            return outcomes;
        }
        finally
        {
            // The one that failed, or one more than is kept.
            writer?.Dispose();
        }
    }
}
