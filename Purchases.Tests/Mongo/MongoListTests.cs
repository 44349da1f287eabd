using Microsoft.Extensions.Logging.Testing;
using MongoDB.Bson;
using Purchases.Core;
using Purchases.Functions.Mongo;
using Purchases.Tests.Support;

namespace Purchases.Tests.Mongo;

/// <summary>Lists of collections in which others write as well.</summary>
public sealed class MongoListTests : IAsyncDisposable
{
    private readonly ScriptedMongo _mongo = new();
    private readonly FakeLogger<MongoPurchaseStore> _log = new();
    private readonly FakeLogger<MongoRejectedEventStore> _rejectedLog = new();

    public ValueTask DisposeAsync() => _mongo.DisposeAsync();

    [Fact]
    public async Task What_can_not_be_read_is_left_out_and_named_once()
    {
        BsonDocument[] documents = [Purchase("e4"), NotUtf8("e3"), Twice("e2"), Purchase("e1").Set("eventVersion", 2), Purchase("e0")];
        _mongo.Answers("find", _ => ScriptedMongo.Found(documents));
        var store = Store();

        for (var i = 0; i < 3; i++) Assert.Equal(["e4", "e0"], await ListAsync(store));

        Assert.Equal(3, _log.Lines().Count);
        Assert.Contains("\"e3\"", _log.Lines()[0], StringComparison.Ordinal);
        Assert.Contains("\"e2\"", _log.Lines()[1], StringComparison.Ordinal);
        Assert.Contains("\"e1\" is no purchase of version 1 that can be read", _log.Lines()[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_can_not_be_read_is_not_found()
    {
        _mongo.Answers("find", _ => ScriptedMongo.Found(NotUtf8("e1")));

        Assert.Null(await Store().FindAsync("e1", CancellationToken.None));
    }

    [Fact]
    public async Task A_whole_portion_without_a_place_neither_ends_a_list_nor_is_read_again()
    {
        var portions = new Queue<BsonDocument>(
        [
            ScriptedMongo.Found([Purchase("e9"), .. Enumerable.Range(0, Portions.DocumentsMax - 1).Select(_ => NotUtf8("x"))]),
            ScriptedMongo.Found(Enumerable.Range(0, Portions.DocumentsMax).Select(_ => NotUtf8("x"))),
            ScriptedMongo.Found(Purchase("e1")),
        ]);
        _mongo.Answers("find", _ => portions.Dequeue());

        Assert.Equal(["e9", "e1"], await ListAsync(Store()));

        var asked = _mongo.Received("find");
        Assert.Equal([0, 999, 1999], asked.Select(find => find.GetValue("skip", 0).ToInt32()));
        Assert.DoesNotContain("$lt", asked[0].ToJson(), StringComparison.Ordinal);
        Assert.All(asked.Skip(1), find => Assert.Contains("""{ "_id" : { "$lt" : "e9" } }""", find.ToJson(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_short_page_reads_whole_portions_once_it_has_met_what_it_can_not_read()
    {
        var portions = new Queue<BsonDocument>([ScriptedMongo.Found(NotUtf8("x")), ScriptedMongo.Found(Purchase("e2"), Purchase("e1"))]);
        _mongo.Answers("find", _ => portions.Dequeue());

        Assert.Equal(["e2"], await ListAsync(Store(), limit: 1));
        Assert.Equal([1, Portions.DocumentsMax], _mongo.Received("find").Select(find => find["limit"].ToInt32()));
    }

    // In our spelling the same moment sorts after the original's, and the page would begin with the purchase that ended the last one.
    [Fact]
    public async Task A_further_page_begins_behind_the_time_as_its_document_spells_it()
    {
        var finds = new Queue<BsonDocument>(
            [ScriptedMongo.Found(Purchase("e1").Set("timestamp", "2026-01-15T10:34:14+00:00")), ScriptedMongo.Found()]);
        _mongo.Answers("find", _ => finds.Dequeue());

        var after = new PageCursor(Some.Time("2026-01-15T10:34:14Z"), "e1");
        Assert.Empty(await Store().ListAsync("u1", after, limit: 1, CancellationToken.None).ToListAsync());

        Assert.Equal("2026-01-15T10:34:14+00:00", _mongo.Received("find")[1]["filter"]["timestamp"]["$lte"]);
    }

    [Fact]
    public async Task Only_purchases_with_text_where_they_are_sorted_by_are_asked_for()
    {
        _mongo.Answers("find", _ => ScriptedMongo.Found());
        await ListAsync(Store());

        var filter = Assert.Single(_mongo.Received("find"))["filter"];
        Assert.Equal("u1", filter["userId"]);
        Assert.Equal("""{ "$in" : ["PurchaseCreated", null] }""", filter["eventType"].ToJson());
        Assert.Equal("""{ "$type" : 2 }""", filter["timestamp"].ToJson());
        Assert.Equal("""{ "$type" : 2 }""", filter["_id"].ToJson());
    }

    [Fact]
    public async Task Of_rejected_events_too_what_can_not_be_read_is_left_out_and_named_once()
    {
        _mongo.Answers("find", _ => ScriptedMongo.Found(Rejected(2), Rejected(1).Set("reason", "\uFFFF"), Rejected(0)));
        var store = new MongoRejectedEventStore(_mongo.Connect(), Some.Clock(), _rejectedLog);

        for (var i = 0; i < 2; i++)
        {
            var listed = await store.ListAsync(RejectedState.Waiting, after: null, 10, CancellationToken.None);
            Assert.Equal([2, 0], listed.Select(rejected => rejected.Position.Offset));
        }

        Assert.Contains("\"t/0/1\"", Assert.Single(_rejectedLog.Lines()), StringComparison.Ordinal);
        var filter = _mongo.Received("find")[0]["filter"].ToJson();
        Assert.Contains("\"rejectedAt\" : { \"$type\" : 2 }, \"_id\" : { \"$type\" : 2 }", filter, StringComparison.Ordinal);
    }

    private MongoPurchaseStore Store() => new(_mongo.Connect(), Some.Clock(), _log);

    private static async Task<IEnumerable<string>> ListAsync(MongoPurchaseStore store, int? limit = null) =>
        (await store.ListAsync("u1", after: null, limit, CancellationToken.None).ToListAsync()).Select(purchase => purchase.EventId);

    private static BsonDocument Purchase(string eventId) => PurchaseDocument.Of(Some.Purchase with { EventId = eventId });

    private static BsonDocument NotUtf8(string eventId) => Purchase(eventId).Set("itemId", "\uFFFF");

    private static BsonDocument Twice(string eventId) =>
        new BsonDocument(allowDuplicateNames: true).AddRange(Purchase(eventId)).Add("itemId", "i1");

    private static BsonDocument Rejected(int offset) =>
        RejectedDocument.Of(new(new("t", 0, offset), RejectionCode.Unknown, "bad", null, null, Some.Purchase.Timestamp));
}
