using Microsoft.Extensions.Logging.Abstractions;
using MongoDB.Bson;
using Purchases.Functions.Mongo;
using Purchases.Tests.Store;

namespace Purchases.Tests.Mongo;

public sealed class MongoPurchaseStoreTests(TestDatabases databases) : PurchaseStoreContract, IClassFixture<TestDatabases>
{
    private MongoConnection? _connection;

    protected override Task<IPurchaseStore> CreateAsync()
    {
        TestDatabases.SkipWithoutServer();
        return Task.FromResult<IPurchaseStore>(Open(_connection = databases.Create()));
    }

    // Dates and ObjectIds sort after text, so all of these come first.
    [Fact]
    public async Task Other_documents_in_the_collection_neither_end_a_list_nor_hide_the_rest()
    {
        var store = await CreateAsync();
        var purchase = Purchase("e");
        await store.WriteAsync([purchase], CancellationToken.None);
        var foreign = Enumerable.Range(0, (2 * Limits.ListPortion) + 1).SelectMany(i => new BsonDocument[]
        {
            PurchaseDocument.Of(Purchase($"date {i}")).Set("timestamp", new BsonDateTime(i)),
            PurchaseDocument.Of(Purchase($"array {i}")).Set("timestamp", new BsonArray { "2026-01-15T10:34:14.300477+00:00" }),
            PurchaseDocument.Of(Purchase("id")).Set("_id", ObjectId.GenerateNewId()),
            PurchaseDocument.Of(Purchase("id")).Set("_id", new BsonDocument("number", i)),
            PurchaseDocument.Of(Purchase("id")).Set("_id", i),
            PurchaseDocument.Of(Purchase($"number {i}")).Set("timestamp", i),
            PurchaseDocument.Of(Purchase($"null {i}")).Set("timestamp", BsonNull.Value),
            PurchaseDocument.Of(Purchase($"type {i}")).Set("eventType", "PurchaseReturned"),
            PurchaseDocument.Of(Purchase($"version {i}")).Set("eventVersion", 2),
        });
        Assert.Empty(await _connection!.Purchases.InsertAsync(foreign, _ => false, CancellationToken.None));

        Assert.Equal([purchase], await store.ListAsync(purchase.UserId, after: null, limit: null, CancellationToken.None).ToListAsync());
        Assert.Equal([purchase], await store.ListAsync(purchase.UserId, after: null, limit: 1, CancellationToken.None).ToListAsync());
    }

    internal static MongoPurchaseStore Open(MongoConnection connection) =>
        new(connection, TimeProvider.System, NullLogger<MongoPurchaseStore>.Instance);
}
