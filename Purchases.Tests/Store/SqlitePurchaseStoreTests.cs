using Purchases.Local;
using Purchases.Local.Embedded;
using Purchases.Tests.Scenarios;

namespace Purchases.Tests.Store;

public sealed class SqlitePurchaseStoreTests : PurchaseStoreContract, IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly List<StoreFile> _open = [];

    public void Dispose()
    {
        _open.ForEach(open => open.Dispose());
        _folder.Dispose();
    }

    [Fact]
    public async Task A_recorded_purchase_survives_a_restart()
    {
        var purchase = Purchase("e");
        await Open().WriteAsync([purchase], CancellationToken.None);

        Assert.Equal(purchase, await Open().FindAsync(purchase.EventId, CancellationToken.None));
    }

    [Fact]
    public void A_file_that_is_not_a_database_is_named_and_not_changed()
    {
        var file = _folder.File("data/purchases.db");
        Directory.CreateDirectory(_folder.File("data"));
        File.WriteAllText(file, new('x', 8192));

        Assert.Contains(file, Assert.Throws<StartupException>(Open).Message, StringComparison.Ordinal);
        Assert.Equal(new string('x', 8192), File.ReadAllText(file));
    }

    // RAISE(FAIL) doesn't roll back what the transaction wrote before it.
    [Fact]
    public async Task An_error_in_the_middle_of_a_batch_leaves_nothing_of_it_and_the_next_attempt_records_it_whole()
    {
        var store = Open();
        await store.WriteAsync([Purchase("before")], CancellationToken.None);
        var batch = Enumerable.Range(0, 10).Select(i => Purchase($"{i}")).ToList();
        using var other = _folder.Open(DataFiles.Store);
        other.Execute($"CREATE TRIGGER broken BEFORE INSERT ON purchases WHEN NEW.event_id = '{batch[5].EventId}' " +
            "BEGIN SELECT RAISE(FAIL, 'broken'); END");

        await Assert.ThrowsAsync<UnavailableException>(() => store.WriteAsync(batch, CancellationToken.None));

        Assert.Null(await store.FindAsync(batch[0].EventId, CancellationToken.None));
        other.Execute("DROP TRIGGER broken");
        Assert.All(await store.WriteAsync(batch, CancellationToken.None), outcome => Assert.Equal(WriteOutcome.Recorded, outcome));
    }

    [Fact]
    public async Task A_writer_that_can_not_be_prepared_is_a_temporary_outage()
    {
        var store = Open();
        using var other = _folder.Open(DataFiles.Store);
        other.Execute("ALTER TABLE purchases RENAME TO moved");
        await Assert.ThrowsAsync<UnavailableException>(() => store.WriteAsync([Purchase("e")], CancellationToken.None));

        other.Execute("ALTER TABLE moved RENAME TO purchases");

        Assert.Equal([WriteOutcome.Recorded], await store.WriteAsync([Purchase("e")], CancellationToken.None));
    }

    [Fact]
    public async Task A_batch_sees_what_another_process_wrote_before_it()
    {
        var (mine, others) = (Open(), Open());
        await mine.WriteAsync([Purchase("a")], CancellationToken.None);
        await others.WriteAsync([Purchase("b"), Purchase("c")], CancellationToken.None);

        Assert.Equal(
            [WriteOutcome.AlreadyRecorded, WriteOutcome.Conflict, WriteOutcome.Recorded],
            await mine.WriteAsync([Purchase("b"), Purchase("c") with { Quantity = 3 }, Purchase("d")], CancellationToken.None));
    }

    // Reading on from a place deep in a long list costs what the first page costs only while the place is found by the primary key.
    [Fact]
    public void A_page_is_a_range_of_the_primary_key()
    {
        Open();
        using var connection = _folder.Open(DataFiles.Store);

        Assert.Equal("SEARCH purchases USING PRIMARY KEY (user_id=?)", Plan(after: false));
        Assert.Equal("SEARCH purchases USING PRIMARY KEY (user_id=? AND (timestamp_us,event_id)<(?,?))", Plan(after: true));

        string Plan(bool after)
        {
            using var plan = new SqliteStatement(connection, $"EXPLAIN QUERY PLAN {SqlitePurchaseStore.ListSql(after)}");
            var steps = new List<string>();
            while (plan.Read()) steps.Add(plan.GetString(3));
            return Assert.Single(steps);
        }
    }

    protected override Task<IPurchaseStore> CreateAsync() => Task.FromResult(Open());

    private IPurchaseStore Open()
    {
        var file = new StoreFile(new DataDirectory(_folder.File("data")));
        _open.Add(file);
        return new SqlitePurchaseStore(file);
    }
}
