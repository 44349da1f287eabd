using Microsoft.Data.Sqlite;
using Purchases.Core;
using Purchases.Local;
using Purchases.Local.Embedded;

namespace Purchases.Tests.Store;

public sealed class SqlitePurchaseStoreTests : PurchaseStoreContract, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("purchases-store-").FullName;
    private readonly List<IPurchaseStore> _stores = [];

    public void Dispose()
    {
        foreach (var store in _stores) (store as IDisposable)?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task What_is_recorded_is_there_for_the_next_process()
    {
        var purchase = Purchase("e");
        await Open().WriteAsync([purchase], CancellationToken.None);

        Assert.Equal(purchase, await Open().FindAsync(purchase.EventId, CancellationToken.None));
    }

    [Fact]
    public async Task A_rejected_event_stays_as_it_was_first_kept()
    {
        var store = Open();
        var first = Rejected(17, "first reason", [0xFF], [0x00, 0xFF]);
        await store.KeepRejectedAsync([first], CancellationToken.None);
        await store.KeepRejectedAsync([first with { Reason = "later reason", Value = null, RejectedAt = At(60) }], CancellationToken.None);

        Assert.Equal(("first reason", "FF", "00FF", At(0).UnixMicroseconds), Assert.Single(Kept()));
    }

    [Fact]
    public async Task A_tombstone_is_kept_apart_from_an_empty_value()
    {
        await Open().KeepRejectedAsync([Rejected(0, "tombstone", null, null), Rejected(1, "empty", [], [])], CancellationToken.None);

        Assert.Equal([("tombstone", null, null), ("empty", "", "")], Kept().Select(row => (row.Reason, row.Key, row.Value)));
    }

    [Fact]
    public async Task Two_processes_record_a_purchase_once()
    {
        var purchase = Purchase("e");

        Assert.Equal([WriteOutcome.Recorded], await Open().WriteAsync([purchase], CancellationToken.None));
        Assert.Equal([WriteOutcome.AlreadyRecorded], await Open().WriteAsync([purchase], CancellationToken.None));
    }

    [Fact]
    public void A_file_that_is_no_database_is_refused_by_name_and_left_alone()
    {
        var file = Path.Combine(_folder, "purchases.db");
        File.WriteAllText(file, new('x', 8192));

        Assert.Contains(file, Assert.Throws<StartupException>(Open).Message, StringComparison.Ordinal);
        Assert.Equal(new string('x', 8192), File.ReadAllText(file));
    }

    protected override Task<IPurchaseStore> CreateAsync() => Task.FromResult(Open());

    private IPurchaseStore Open()
    {
        _stores.Add(new SqlitePurchaseStore(new DataDirectory(_folder)));
        return _stores[^1];
    }

    private List<(string Reason, string? Key, string? Value, long RejectedAt)> Kept()
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(_folder, "purchases.db")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT reason, \"key\", value, rejected_at_us FROM purchases_rejected ORDER BY topic, \"partition\", \"offset\"";
        using var row = command.ExecuteReader();
        var kept = new List<(string, string?, string?, long)>();
        while (row.Read()) kept.Add((row.GetString(0), Hex(1), Hex(2), row.GetInt64(3)));
        return kept;

        string? Hex(int column) => row.IsDBNull(column) ? null : Convert.ToHexString(row.GetFieldValue<byte[]>(column));
    }
}
