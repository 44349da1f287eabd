using MongoDB.Bson;
using Purchases.Functions.Mongo;

namespace Purchases.Tests.Mongo;

/// <summary>The outcomes of a batch when MongoDB reports a duplicate.</summary>
public sealed class MongoWriteTests : IAsyncDisposable
{
    private readonly ScriptedMongo _mongo = new();

    public MongoWriteTests() => InsertAnswers(Error(0, 11000));

    public ValueTask DisposeAsync() => _mongo.DisposeAsync();

    [Fact]
    public async Task Already_recorded_means_on_a_majority()
    {
        _mongo.Answers("find", _ => ScriptedMongo.Found(PurchaseDocument.Of(Some.Purchase)));

        Assert.Equal(WriteOutcome.AlreadyRecorded, await WriteAsync());
        var find = Assert.Single(_mongo.Received("find"));
        Assert.Equal("""{ "level" : "majority" }""", find["readConcern"].ToJson());
        Assert.False(find.Contains("$readPreference"));
    }

    // A failover may discard it: its offset must not move.
    [Fact]
    public async Task A_purchase_that_only_the_primary_has_is_retried()
    {
        _mongo.Answers("find", find => IsOfMajority(find)
            ? ScriptedMongo.Found()
            : ScriptedMongo.Found(PurchaseDocument.Of(Some.Purchase)));

        var failure = await Assert.ThrowsAsync<UnavailableException>(WriteAsync);
        Assert.Contains("on its primary", failure.Message, StringComparison.Ordinal);
    }

    // Ordered, the first duplicate would keep all that comes after it from being stored.
    [Fact]
    public async Task A_duplicate_does_not_stop_the_others_from_being_stored()
    {
        _mongo.Answers("find", _ => ScriptedMongo.Found(PurchaseDocument.Of(Some.Purchase)));
        var other = Some.Purchase with { EventId = "e1" };

        Assert.Equal([WriteOutcome.AlreadyRecorded, WriteOutcome.Recorded], await WriteAsync(Some.Purchase, other));
        Assert.False(Assert.Single(_mongo.Received("insert"))["ordered"].AsBoolean);
    }

    [Fact]
    public async Task A_write_that_too_few_members_confirmed_is_retried_although_the_purchase_exists()
    {
        InsertAnswers(new BsonDocument { { "code", 64 }, { "errmsg", "waiting for replication timed out" } }, [Error(0, 11000)]);
        _mongo.Answers("find", _ => ScriptedMongo.Found(PurchaseDocument.Of(Some.Purchase)));

        Assert.Equal(
            "MongoDB could not confirm a write on enough members of its replica set (code 64). It is tried again.",
            (await Assert.ThrowsAsync<UnavailableException>(WriteAsync)).Message);
    }

    [Theory]
    [InlineData(14031)]
    [InlineData(16500)]
    public async Task Another_error_among_duplicates_fails_the_batch_and_is_named(int code)
    {
        InsertAnswers(Error(0, 11000), Error(1, code));
        _mongo.Answers("find", _ => ScriptedMongo.Found(PurchaseDocument.Of(Some.Purchase)));

        var failure = await Assert.ThrowsAsync<UnavailableException>(
            () => WriteAsync(Some.Purchase, Some.Purchase with { EventId = "e1" }));
        Assert.Equal($"MongoDB rejects a write (code {code}).", failure.Message);
    }

    [Fact]
    public async Task A_purchase_that_the_collections_own_rules_forbid_is_rejected()
    {
        InsertAnswers(Error(0, 121));

        Assert.Equal(WriteOutcome.Refused, await WriteAsync());
    }

    [Fact]
    public async Task A_duplicate_by_another_unique_index_is_rejected()
    {
        _mongo.Answers("find", _ => ScriptedMongo.Found());

        Assert.Equal(WriteOutcome.Refused, await WriteAsync());
    }

    // The server stops waiting for the majority by itself; otherwise each attempt would leave an operation there.
    [Fact]
    public async Task A_write_asks_for_the_majority_and_for_a_time_limit()
    {
        _mongo.Answers("find", _ => ScriptedMongo.Found(PurchaseDocument.Of(Some.Purchase)));
        await WriteAsync();

        var concern = Assert.Single(_mongo.Received("insert"))["writeConcern"];
        Assert.Equal(("majority", 5000), (concern["w"].AsString, concern["wtimeout"].ToInt32()));
        Assert.Equal(4000, Assert.Single(_mongo.Received("find"))["maxTimeMS"].ToInt32());
    }

    [Theory]
    [InlineData("eventType", "PurchaseReturned")]
    [InlineData("timestamp", "yesterday")]
    [InlineData("itemId", "\uFFFF")]
    public async Task A_document_that_is_not_a_purchase_is_a_conflict(string name, string value)
    {
        _mongo.Answers("find", _ => ScriptedMongo.Found(PurchaseDocument.Of(Some.Purchase).Set(name, value)));

        Assert.Equal(WriteOutcome.Conflict, await WriteAsync());
    }

    [Fact]
    public async Task Finding_several_leaves_out_documents_that_are_not_purchases()
    {
        var other = PurchaseDocument.Of(Some.Purchase with { EventId = "e1" }).Set("eventType", "PurchaseReturned");
        _mongo.Answers("find", _ => ScriptedMongo.Found(PurchaseDocument.Of(Some.Purchase), other));

        Assert.Equal([Some.Purchase], await Store().FindAllAsync([Some.Purchase.EventId, "e1"], CancellationToken.None));
    }

    // A collection sharded by another key than _id can hold one _id on two shards.
    [Theory]
    [InlineData(2, WriteOutcome.AlreadyRecorded)]
    [InlineData(9, WriteOutcome.Conflict)]
    public async Task A_repeated_id_is_recorded_when_either_document_has_the_content(int quantity, WriteOutcome outcome)
    {
        var found = new[] { Some.Purchase with { Quantity = 7 }, Some.Purchase with { Quantity = quantity } };
        _mongo.Answers("find", _ => ScriptedMongo.Found(found.Select(PurchaseDocument.Of)));

        Assert.Equal(outcome, await WriteAsync());
    }

    // The reason of a conflict and the 409 of a replay depend on it: what a failover could discard isn't recorded.
    [Fact]
    public async Task Finding_several_reads_what_a_majority_has()
    {
        _mongo.Answers("find", _ => ScriptedMongo.Found());
        await Store().FindAllAsync(["e1"], CancellationToken.None);

        var find = Assert.Single(_mongo.Received("find"));
        Assert.True(IsOfMajority(find));
        Assert.False(find.Contains("$readPreference"));
    }

    private static bool IsOfMajority(BsonDocument find) => find["readConcern"]["level"] == "majority";

    private async Task<WriteOutcome> WriteAsync() => Assert.Single(await WriteAsync(Some.Purchase));

    private Task<IReadOnlyList<WriteOutcome>> WriteAsync(params PurchaseCreated[] purchases) =>
        Store().WriteAsync(purchases, CancellationToken.None);

    private MongoPurchaseStore Store() => MongoPurchaseStoreTests.Open(_mongo.Connect("readPreference=secondaryPreferred"));

    private static BsonDocument Error(int index, int code) =>
        new() { { "index", index }, { "code", code }, { "errmsg", "as the test wants it" } };

    private void InsertAnswers(params BsonDocument[] errors) => InsertAnswers(concernError: null, errors);

    private void InsertAnswers(BsonDocument? concernError, BsonDocument[] errors) => _mongo.Answers("insert", _ =>
    {
        BsonDocument answer = new() { { "n", 0 }, { "writeErrors", new BsonArray(errors) }, { "ok", 1 } };
        return concernError is null ? answer : answer.Add("writeConcernError", concernError);
    });
}
