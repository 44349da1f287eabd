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
}
