using Microsoft.Extensions.Logging.Abstractions;
using Purchases.Core;
using Purchases.Functions.Mongo;
using Purchases.Tests.Store;

namespace Purchases.Tests.Mongo;

public sealed class MongoPurchaseStoreTests(TestDatabases databases) : PurchaseStoreContract, IClassFixture<TestDatabases>
{
    protected override Task<IPurchaseStore> CreateAsync()
    {
        Assert.SkipUnless(TestDatabases.HasServer, "MONGO_URI is not set: this did NOT run against MongoDB. Set it, such as to mongodb://localhost:27017.");
        return Task.FromResult<IPurchaseStore>(new MongoPurchaseStore(databases.Create(), TimeProvider.System, NullLogger<MongoPurchaseStore>.Instance));
    }
}
