using Microsoft.Extensions.Logging.Abstractions;
using Purchases.Core;
using Purchases.Functions.Mongo;
using Purchases.Tests.Store;

namespace Purchases.Tests.Mongo;

public sealed class MongoPurchaseStoreTests(TestDatabases databases) : PurchaseStoreContract, IClassFixture<TestDatabases>
{
    protected override Task<IPurchaseStore> CreateAsync()
    {
        TestDatabases.SkipWithoutServer();
        return Task.FromResult<IPurchaseStore>(Open(databases.Create()));
    }

    internal static MongoPurchaseStore Open(MongoConnection connection) =>
        new(connection, TimeProvider.System, NullLogger<MongoPurchaseStore>.Instance);
}
