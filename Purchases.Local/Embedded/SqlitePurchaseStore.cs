using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Purchases.Core;

namespace Purchases.Local.Embedded;

/// <summary>The purchases and the rejected events in a SQLite file.</summary>
internal sealed class SqlitePurchaseStore(DataDirectory directory) : IPurchaseStore, IDisposable
{
    // A list is read in portions, each by a query of its own: an open query would keep the write-ahead log from being
    // folded back into the file for as long as its reader is slow.
    private const int PortionRows = 500;

    // A full batch touches about a page for each of its purchases: this lets four batches share a checkpoint, for a write-ahead log of 16 MB.
    public const int CheckpointPages = 4000;

    private readonly SqliteFile _file = new(
        directory, "purchases.db", SqlitePurchases.Schema + SqliteRejectedEvents.Schema, Durability.PowerLoss, checkpointPages: CheckpointPages);

    private SqlitePurchaseWriter? _idleWriter;

    public Task<IReadOnlyList<WriteOutcome>> WriteAsync(IReadOnlyList<PurchaseCreated> purchases, CancellationToken cancellationToken) =>
        RunAsync<IReadOnlyList<WriteOutcome>>(() => Write(purchases), cancellationToken);

    public Task<PurchaseCreated?> FindAsync(string eventId, CancellationToken cancellationToken) =>
        RunAsync(
            connection =>
            {
                using var find = new SqliteStatement(connection, SqlitePurchases.FindSql);
                return SqlitePurchases.Find(find, eventId);
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
            var portion = await RunAsync(connection => SqlitePurchases.List(connection, userId, from, rows), cancellationToken);
            foreach (var purchase in portion) yield return purchase;

            if (portion.Count < rows) yield break;
            left -= rows;
            after = PageCursor.After(portion[^1]);
        }
    }

    public Task KeepRejectedAsync(IReadOnlyList<RejectedEvent> rejected, CancellationToken cancellationToken) =>
        RunAsync(connection => SqliteRejectedEvents.Keep(connection, rejected), cancellationToken);

    public Task<IReadOnlyList<RejectedSummary>> ListRejectedAsync(PageCursor? after, int limit, CancellationToken cancellationToken) =>
        RunAsync(connection => SqliteRejectedEvents.List(connection, after, limit), cancellationToken);

    public Task<RejectedEvent?> FindRejectedAsync(EventPosition position, CancellationToken cancellationToken) =>
        RunAsync(connection => SqliteRejectedEvents.Find(connection, position), cancellationToken);

    public Task MarkReplayedAsync(IReadOnlyList<Replayed> replayed, CancellationToken cancellationToken) =>
        RunAsync(connection => SqliteRejectedEvents.MarkReplayed(connection, replayed), cancellationToken);

    public Task CheckReadyAsync(CancellationToken cancellationToken) =>
        RunAsync(
            connection =>
            {
                using var command = connection.CreateCommand();
                command.CommandText = "SELECT count(*) FROM (SELECT 1 FROM purchases LIMIT 1)";
                return command.ExecuteScalar();
            },
            cancellationToken);

    public void Dispose()
    {
        Interlocked.Exchange(ref _idleWriter, null)?.Dispose();
        _file.Dispose();
    }

    private WriteOutcome[] Write(IReadOnlyList<PurchaseCreated> purchases)
    {
        var writer = Interlocked.Exchange(ref _idleWriter, null) ?? new(_file);
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

    private Task<T> RunAsync<T>(Func<SqliteConnection, T> call, CancellationToken cancellationToken) =>
        RunAsync(
            () =>
            {
                using var connection = _file.Open();
                return call(connection);
            },
            cancellationToken);

    // SQLite has no asynchronous calls. They are short, and the caller's thread makes them.
    private Task<T> RunAsync<T>(Func<T> call, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested) return Task.FromCanceled<T>(cancellationToken);
        try
        {
            return Task.FromResult(call());
        }
        catch (SqliteException e)
        {
            return Task.FromException<T>(new StoreUnavailableException(
                $"The store can't be used now: {Path.GetFileName(_file.Path)}: {SqliteFile.Describe(e)}.", e));
        }
    }
}
