using Microsoft.Data.Sqlite;
using Purchases.Core;

namespace Purchases.Local.Embedded;

/// <summary>
/// Writes batches of purchases, one at a time, over one connection that stays open with its statements prepared and its pages cached.
/// When a batch fails nothing of it stays, and the writer must be disposed: what is wrong with its connection ends with it.
/// </summary>
internal sealed class SqlitePurchaseWriter : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly SqliteStatement _insert;
    private readonly SqliteStatement _find;

    /// <exception cref="SqliteException">The file can't be used now.</exception>
    public SqlitePurchaseWriter(StoreFile file)
    {
        _connection = file.OpenWriter();
        try
        {
            _insert = new(_connection, SqlitePurchases.InsertSql);
            _find = new(_connection, SqlitePurchases.FindSql);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <inheritdoc cref="IPurchaseStore.WriteAsync"/>
    /// <exception cref="SqliteException">The file can't be written now.</exception>
    public WriteOutcome[] Write(IReadOnlyList<PurchaseCreated> purchases)
    {
        using var transaction = _connection.BeginTransaction(deferred: false);
        var outcomes = new WriteOutcome[purchases.Count];
        for (var i = 0; i < outcomes.Length; i++)
        {
            outcomes[i] = SqlitePurchases.TryInsert(_insert, purchases[i]) ? WriteOutcome.Recorded
                : SqlitePurchases.Find(_find, purchases[i].EventId)!.SameContentAs(purchases[i]) ? WriteOutcome.AlreadyRecorded
                : WriteOutcome.Conflict;
        }

        transaction.Commit();
        return outcomes;
    }

    public void Dispose()
    {
        // Null when they couldn't be prepared.
        _insert?.Dispose();
        _find?.Dispose();
        _connection.Dispose();
    }
}
