using MongoDB.Bson;
using Purchases.Core;
using Purchases.Functions.Mongo;
using Purchases.Tests.Support;

namespace Purchases.Tests.Mongo;

/// <summary>What a batch becomes when MongoDB says that a purchase is there already.</summary>
public sealed class MongoWriteTests : IAsyncDisposable
{
    private readonly ScriptedMongo _mongo = new();

    public MongoWriteTests()
    {
        var duplicate = new BsonDocument { { "index", 0 }, { "code", 11000 }, { "errmsg", "E11000 duplicate key" } };
        _mongo.Answers("insert", _ => new() { { "n", 0 }, { "writeErrors", new BsonArray { duplicate } }, { "ok", 1 } });
    }

    public ValueTask DisposeAsync() => _mongo.DisposeAsync();

    [Fact]
    public async Task What_is_already_recorded_is_what_a_majority_has()
    {
        _mongo.Answers("find", _ => ScriptedMongo.Found(PurchaseDocument.Of(Some.Purchase)));

        Assert.Equal(WriteOutcome.AlreadyRecorded, await WriteAsync());
        var find = Assert.Single(_mongo.Received("find"));
        Assert.Equal("""{ "level" : "majority" }""", find["readConcern"].ToJson());
        Assert.False(find.Contains("$readPreference"));
    }

    // Until then a failover may take it away: its offset must not move.
    [Fact]
    public async Task What_only_the_primary_has_is_tried_again()
    {
        _mongo.Answers("find", find => IsOfMajority(find)
            ? ScriptedMongo.Found()
            : ScriptedMongo.Found(PurchaseDocument.Of(Some.Purchase)));

        await Assert.ThrowsAsync<StoreUnavailableException>(WriteAsync);
    }

    [Fact]
    public async Task A_duplicate_of_something_else_is_refused()
    {
        _mongo.Answers("find", _ => ScriptedMongo.Found());

        Assert.Equal(WriteOutcome.Refused, await WriteAsync());
    }

    [Theory]
    [InlineData("eventType", "PurchaseReturned")]
    [InlineData("timestamp", "yesterday")]
    [InlineData("itemId", "\uFFFF")]
    public async Task What_is_no_purchase_is_in_the_way_and_never_taken_for_the_same(string name, string value)
    {
        _mongo.Answers("find", _ => ScriptedMongo.Found(PurchaseDocument.Of(Some.Purchase).Set(name, value)));

        Assert.Equal(WriteOutcome.Conflict, await WriteAsync());
    }

    private static bool IsOfMajority(BsonDocument find) => find["readConcern"]["level"] == "majority";

    private async Task<WriteOutcome> WriteAsync()
    {
        var store = MongoPurchaseStoreTests.Open(_mongo.Connect("readPreference=secondaryPreferred"));
        return Assert.Single(await store.WriteAsync([Some.Purchase], CancellationToken.None));
    }
}
