using Purchases.Core;
using Purchases.Local.Embedded;

namespace Purchases.Tests.Store;

public sealed class SqliteRejectedEventStoreTests : RejectedEventStoreContract, IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly StoreFile _file;
    private readonly SqlitePurchaseStore _purchases;

    public SqliteRejectedEventStoreTests()
    {
        _file = new(new(_folder.File("data")));
        _purchases = new(_file);
    }

    protected override IPurchaseStore Purchases => _purchases;

    public void Dispose()
    {
        _purchases.Dispose();
        _file.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_store_that_serves_is_ready() => await new StoreReadiness(_file).CheckAsync(CancellationToken.None);

    [Fact]
    public async Task A_store_that_can_not_be_read_is_not_ready()
    {
        using var other = _file.OpenWriter();
        SqliteFile.Execute(other, "DROP TABLE purchases");

        await Assert.ThrowsAsync<StoreUnavailableException>(() => new StoreReadiness(_file).CheckAsync(CancellationToken.None));
    }

    protected override Task<IRejectedEventStore> CreateAsync() => Task.FromResult<IRejectedEventStore>(new SqliteRejectedEventStore(_file));
}
