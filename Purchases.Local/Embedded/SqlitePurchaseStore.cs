using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Purchases.Core;

namespace Purchases.Local.Embedded;

/// <summary>The purchases and the rejected events in a SQLite file.</summary>
internal sealed class SqlitePurchaseStore(DataDirectory directory) : IPurchaseStore, IDisposable
{
    // Rows lie in the order in which lists are read. Timestamps are microseconds since 1970.
    private const string Schema = """
        CREATE TABLE purchases (
            event_id TEXT NOT NULL UNIQUE,
            timestamp_us INTEGER NOT NULL,
            user_id TEXT NOT NULL,
            item_id TEXT NOT NULL,
            quantity INTEGER NOT NULL,
            PRIMARY KEY (user_id, timestamp_us, event_id)
        ) WITHOUT ROWID;
        """;

    // A list is read in portions, each by a query of its own: an open query would keep the write-ahead log from being
    // folded back into the file for as long as its reader is slow.
    private const int PortionRows = 500;

    private const string Columns = "event_id, timestamp_us, user_id, item_id, quantity";

    private readonly SqliteFile _file = new(directory, "purchases.db", Schema + SqliteRejectedEvents.Schema, Durability.PowerLoss);

    public Task<IReadOnlyList<WriteOutcome>> WriteAsync(IReadOnlyList<PurchaseCreated> purchases, CancellationToken cancellationToken) =>
        RunAsync<IReadOnlyList<WriteOutcome>>(
            connection =>
            {
                using var transaction = connection.BeginTransaction(deferred: false);
                using var insert = new InsertPurchase(connection, transaction);
                using var find = new FindPurchase(connection, transaction);
                var outcomes = new WriteOutcome[purchases.Count];
                for (var i = 0; i < outcomes.Length; i++)
                {
                    outcomes[i] = insert.TryInsert(purchases[i]) ? WriteOutcome.Recorded
                        : find.Find(purchases[i].EventId)!.SameContentAs(purchases[i]) ? WriteOutcome.AlreadyRecorded
                        : WriteOutcome.Conflict;
                }

                transaction.Commit();
                return outcomes;
            },
            cancellationToken);

    public Task<PurchaseCreated?> FindAsync(string eventId, CancellationToken cancellationToken) =>
        RunAsync(
            connection =>
            {
                using var find = new FindPurchase(connection, transaction: null);
                return find.Find(eventId);
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
            var portion = await RunAsync(connection => Portion(connection, userId, from, rows), cancellationToken);
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

    public void Dispose() => _file.Dispose();

    // SQLite has no asynchronous calls. They are short, and the caller's thread makes them.
    private Task<T> RunAsync<T>(Func<SqliteConnection, T> call, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested) return Task.FromCanceled<T>(cancellationToken);
        try
        {
            using var connection = _file.Open();
            return Task.FromResult(call(connection));
        }
        catch (SqliteException e)
        {
            return Task.FromException<T>(new StoreUnavailableException(
                $"The store can't be used now: {Path.GetFileName(_file.Path)}: {SqliteFile.Describe(e)}.", e));
        }
    }

    private static List<PurchaseCreated> Portion(SqliteConnection connection, string userId, PageCursor? after, int rows)
    {
        using var command = connection.CreateCommand();
        var behind = after is null ? "" : "AND (timestamp_us, event_id) < ($timestamp, $eventId)";
        command.CommandText = $"""
            SELECT {Columns} FROM purchases WHERE user_id = $userId {behind} ORDER BY timestamp_us DESC, event_id DESC LIMIT $rows
            """;
        command.Parameters.AddWithValue("$userId", userId);
        command.Parameters.AddWithValue("$rows", rows);
        if (after is not null)
        {
            command.Parameters.AddWithValue("$timestamp", after.Timestamp.UnixMicroseconds);
            command.Parameters.AddWithValue("$eventId", after.Id);
        }

        using var row = command.ExecuteReader();
        var portion = new List<PurchaseCreated>();
        while (row.Read()) portion.Add(ToPurchase(row));
        return portion;
    }

    private static PurchaseCreated ToPurchase(SqliteDataReader row) => new()
    {
        EventId = row.GetString(0),
        Timestamp = EventTimestamp.FromUnixMicroseconds(row.GetInt64(1)),
        UserId = row.GetString(2),
        ItemId = row.GetString(3),
        Quantity = row.GetInt64(4),
    };

    private sealed class InsertPurchase : IDisposable
    {
        private readonly SqliteCommand _command;
        private readonly SqliteParameter[] _values;

        public InsertPurchase(SqliteConnection connection, SqliteTransaction transaction)
        {
            // The primary key ends in the eventId, so whatever conflicts, it is the eventId that is taken.
            _command = new($"INSERT INTO purchases ({Columns}) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING", connection, transaction);
            _values =
            [
                _command.Parameters.Add("$1", SqliteType.Text),
                _command.Parameters.Add("$2", SqliteType.Integer),
                _command.Parameters.Add("$3", SqliteType.Text),
                _command.Parameters.Add("$4", SqliteType.Text),
                _command.Parameters.Add("$5", SqliteType.Integer),
            ];
        }

        public bool TryInsert(PurchaseCreated purchase)
        {
            _values[0].Value = purchase.EventId;
            _values[1].Value = purchase.Timestamp.UnixMicroseconds;
            _values[2].Value = purchase.UserId;
            _values[3].Value = purchase.ItemId;
            _values[4].Value = purchase.Quantity;
            return _command.ExecuteNonQuery() == 1;
        }

        public void Dispose() => _command.Dispose();
    }

    private sealed class FindPurchase : IDisposable
    {
        private readonly SqliteCommand _command;
        private readonly SqliteParameter _eventId;

        public FindPurchase(SqliteConnection connection, SqliteTransaction? transaction)
        {
            _command = new($"SELECT {Columns} FROM purchases WHERE event_id = $eventId", connection, transaction);
            _eventId = _command.Parameters.Add("$eventId", SqliteType.Text);
        }

        public PurchaseCreated? Find(string eventId)
        {
            _eventId.Value = eventId;
            using var row = _command.ExecuteReader();
            return row.Read() ? ToPurchase(row) : null;
        }

        public void Dispose() => _command.Dispose();
    }
}
