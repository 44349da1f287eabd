using System.Runtime.CompilerServices;
using Purchases.Core;

namespace Purchases.Local.Embedded;

/// <summary>The purchases in SQLite.</summary>
internal sealed class SqlitePurchaseStore(StoreFile file) : IPurchaseStore, IDisposable
{
    // A list is read in portions, each by a query of its own: an open query would keep the write-ahead log from being
    // folded back into the file for as long as its reader is slow.
    private const int PortionRows = 500;

    // Kept from batch to batch: opening one anew takes a fifth of the time of a full batch, and far more of a small one.
    private readonly Lock _writing = new();
    private SqlitePurchaseWriter? _writer;

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

    public void Dispose() => Close();

    // SQLite has one writer at a time; others wait here rather than for its file.
    private WriteOutcome[] Write(IReadOnlyList<PurchaseCreated> purchases)
    {
        lock (_writing)
        {
            try
            {
                _writer ??= new(file);
                return _writer.Write(purchases);
            }
            catch
            {
                Close();
                throw;
            }
        }
    }

    private void Close()
    {
        lock (_writing)
        {
            _writer?.Dispose();
            _writer = null;
        }
    }
}
