using Microsoft.Extensions.Logging.Abstractions;
using Purchases.Functions.Mongo;
using Purchases.Tests.Store;

namespace Purchases.Tests.Mongo;

public sealed class MongoRejectedEventStoreTests(TestDatabases databases) : RejectedEventStoreContract, IClassFixture<TestDatabases>
{
    private MongoConnection? _connection;

    protected override IPurchaseStore Purchases => MongoPurchaseStoreTests.Open(Connection());

    [Fact]
    public async Task A_working_store_is_ready() => await Connection().PingAsync(CancellationToken.None);

    protected override Task<IRejectedEventStore> CreateAsync() =>
        Task.FromResult<IRejectedEventStore>(
            new MongoRejectedEventStore(Connection(), TimeProvider.System, NullLogger<MongoRejectedEventStore>.Instance));

    private MongoConnection Connection()
    {
        TestDatabases.SkipWithoutServer();
        return _connection ??= databases.Create();
    }
}
