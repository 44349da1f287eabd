using Microsoft.Extensions.Logging.Abstractions;
using Purchases.Core;
using Purchases.Functions.Mongo;
using Purchases.Tests.Store;

namespace Purchases.Functions.Tests.Mongo;

public sealed class MongoPurchaseStoreTests(TestDatabases databases) : PurchaseStoreContract, IClassFixture<TestDatabases>
{
    protected override Task<IPurchaseStore> CreateAsync() =>
        Task.FromResult<IPurchaseStore>(new MongoPurchaseStore(databases.Create(), TimeProvider.System, NullLogger<MongoPurchaseStore>.Instance));
}
