using Microsoft.Extensions.Logging.Testing;
using MongoDB.Bson;
using Purchases.Functions.Mongo;

namespace Purchases.Tests.Mongo;

/// <summary>Lists: one cursor each, which may be gone before the end, and other documents in the same collection.</summary>
public sealed class MongoListTests : IAsyncDisposable
{
    private const long Cursor = 7;
    private const int CursorNotFound = 43;

    private readonly ScriptedMongo _mongo = new();
    private readonly FakeLogger<MongoPurchaseStore> _log = new();
    private readonly FakeLogger<MongoRejectedEventStore> _rejectedLog = new();

    public ValueTask DisposeAsync() => _mongo.DisposeAsync();

    [Fact]
    public async Task A_list_is_one_query_by_the_index_and_reads_the_members_of_a_purchase_in_portions()
    {
        _mongo.Answers("find", _ => ScriptedMongo.FoundFirst(Cursor, Purchase("e3")));
        Answer("getMore", ScriptedMongo.FoundNext(Cursor, Purchase("e2")), ScriptedMongo.FoundNext(cursor: 0, Purchase("e1")));

        Assert.Equal(["e3", "e2", "e1"], await ListAsync(Store()));

        var find = Assert.Single(_mongo.Received("find"));
        Assert.Equal("""{ "userId" : "u1", "eventType" : { "$in" : ["PurchaseCreated", null] } }""", find["filter"].ToJson());
        Assert.Equal("""{ "timestamp" : -1, "_id" : -1 }""", find["sort"].ToJson());
        Assert.Equal(
            PurchaseDocument.Of(Some.Purchase).Names.Order(StringComparer.Ordinal),
            find["projection"].AsBsonDocument.Names.Order(StringComparer.Ordinal));
        Assert.False(find.Contains("limit"));
        Assert.All([find, .. _mongo.Received("getMore")], read => Assert.Equal(Limits.ListPortion, read["batchSize"].ToInt32()));
    }

    // The server closes a cursor that isn't used for 10 minutes, and a failover ends it.
    [Theory]
    [InlineData(CursorNotFound)]
    [InlineData(50)]
    [InlineData(237)]
    [InlineData(10107)]
    [InlineData(11602)]
    public async Task A_list_continues_after_its_last_place_when_its_cursor_is_gone(int code)
    {
        Answer("find", ScriptedMongo.FoundFirst(Cursor, Purchase("e9"), Purchase("e8")), ScriptedMongo.Found(Purchase("e7")));
        _mongo.Answers("getMore", _ => ScriptedMongo.Error(code));

        Assert.Equal(["e9", "e8", "e7"], await ListAsync(Store()));

        const string behind =
            """{ "userId" : "u1", "eventType" : { "$in" : ["PurchaseCreated", null] }, "timestamp" : { "$lte" : "TIME" },""" +
            """ "$or" : [{ "timestamp" : { "$lt" : "TIME" } }, { "_id" : { "$lt" : "e8" } }] }""";
        Assert.Equal(
            behind.Replace("TIME", Some.Purchase.Timestamp.ToString(), StringComparison.Ordinal),
            _mongo.Received("find")[1]["filter"].ToJson());
    }

    // Other programs' documents. Those of another type aren't found from a place, so they can't be counted.
    [Theory]
    [InlineData("_id", "ObjectId('65a50b5b9d1e8a0001000000')")]
    [InlineData("_id", "7")]
    [InlineData("_id", "{ a: 1 }")]
    [InlineData("timestamp", "7")]
    [InlineData("timestamp", "ISODate('2026-01-15T10:34:14Z')")]
    [InlineData("timestamp", "['2026-01-15T10:34:14.300477+00:00']")]
    [InlineData("itemId", "'\\uFFFF'")]
    public async Task Documents_without_a_place_are_skipped_when_a_list_continues(string member, string value)
    {
        var foreign = Purchase("e7").Set(member, BsonDocument.Parse($"{{ value: {value} }}")["value"]);
        Answer("find", ScriptedMongo.FoundFirst(Cursor, Purchase("e9"), foreign, foreign), ScriptedMongo.Found(foreign, Purchase("e1")));
        _mongo.Answers("getMore", _ => ScriptedMongo.Error(CursorNotFound));

        Assert.Equal(["e9", "e1"], await ListAsync(Store()));

        var next = _mongo.Received("find")[1];
        Assert.Contains("""{ "_id" : { "$lt" : "e9" } }""", next.ToJson(), StringComparison.Ordinal);
        Assert.False(next.Contains("skip"));
    }

    [Fact]
    public async Task A_purchase_that_can_not_be_read_is_a_place_from_which_a_list_continues()
    {
        Answer("find", ScriptedMongo.FoundFirst(Cursor, Purchase("e9"), Purchase("e8").Set("eventVersion", 2)), ScriptedMongo.Found());
        _mongo.Answers("getMore", _ => ScriptedMongo.Error(CursorNotFound));

        Assert.Equal(["e9"], await ListAsync(Store()));

        Assert.Contains("""{ "_id" : { "$lt" : "e8" } }""", _mongo.Received("find")[1].ToJson(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_whose_new_cursor_makes_no_progress_ends_as_unavailable()
    {
        Answer("find", ScriptedMongo.FoundFirst(Cursor, Purchase("e9")), ScriptedMongo.FoundFirst(Cursor, NotUtf8("x")));
        _mongo.Answers("getMore", _ => ScriptedMongo.Error(CursorNotFound));

        await Assert.ThrowsAsync<UnavailableException>(() => ListAsync(Store()));

        Assert.Equal(2, _mongo.Received("find").Count);
    }

    [Fact]
    public async Task A_list_whose_reader_stops_closes_its_cursor()
    {
        _mongo.Answers("find", _ => ScriptedMongo.FoundFirst(Cursor, Purchase("e9")));

        Assert.Equal("e9", (await Store().ListAsync("u1", null, null, CancellationToken.None).FirstAsync()).EventId);

        await Eventually.TrueAsync(() => _mongo.Received("killCursors").Count == 1);
        Assert.Equal([Cursor], _mongo.Received("killCursors")[0]["cursors"].AsBsonArray.Select(cursor => cursor.ToInt64()));
    }

    [Fact]
    public async Task A_page_reads_its_limit_and_the_rest_only_when_a_document_is_unreadable()
    {
        var rest = ScriptedMongo.Found(NotUtf8("x"), Purchase("e2"), Purchase("e1"));
        Answer("find", ScriptedMongo.Found(Purchase("e3"), NotUtf8("x")), rest);

        Assert.Equal(["e3", "e2"], await ListAsync(Store(), limit: 2));

        var (first, second) = (_mongo.Received("find")[0], _mongo.Received("find")[1]);
        Assert.Equal(2, first["limit"].ToInt32());
        Assert.False(second.Contains("limit"));
        Assert.Contains("""{ "_id" : { "$lt" : "e3" } }""", second.ToJson(), StringComparison.Ordinal);
    }

    // In our spelling the same moment sorts after the Python original's, and the page would begin with the last purchase of the one before.
    [Fact]
    public async Task A_further_page_starts_after_the_time_as_the_document_spells_it()
    {
        Answer("find", ScriptedMongo.Found(Purchase("e1").Set("timestamp", "2026-01-15T10:34:14+00:00")), ScriptedMongo.Found());

        Assert.Empty(await PageAfterAsync("e1"));

        Assert.Equal("2026-01-15T10:34:14+00:00", _mongo.Received("find")[1]["filter"]["timestamp"]["$lte"]);
    }

    [Fact]
    public async Task A_further_page_starts_at_its_cursor_when_the_document_is_gone()
    {
        _mongo.Answers("find", _ => ScriptedMongo.Found());

        Assert.Empty(await PageAfterAsync("e1"));

        Assert.Equal("2026-01-15T10:34:14.000000+00:00", _mongo.Received("find")[1]["filter"]["timestamp"]["$lte"]);
    }

    [Fact]
    public async Task An_unreadable_document_is_skipped_and_logged_once()
    {
        BsonDocument[] documents = [Purchase("e4"), NotUtf8("e3"), Twice("e2"), Purchase("e1").Set("eventVersion", 2), Purchase("e0")];
        _mongo.Answers("find", _ => ScriptedMongo.Found(documents));
        var store = Store();

        for (var i = 0; i < 3; i++) Assert.Equal(["e4", "e0"], await ListAsync(store));

        Assert.Equal(3, _log.Lines().Count);
        Assert.Contains("\"e3\"", _log.Lines()[0], StringComparison.Ordinal);
        Assert.Contains("\"e2\"", _log.Lines()[1], StringComparison.Ordinal);
        Assert.Contains("\"e1\" can't be read as a purchase of version 1", _log.Lines()[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unreadable_document_is_not_found()
    {
        _mongo.Answers("find", _ => ScriptedMongo.Found(NotUtf8("e1")));

        Assert.Null(await Store().FindAsync("e1", CancellationToken.None));
    }

    [Fact]
    public async Task An_unreadable_rejected_event_is_skipped_and_logged_once()
    {
        _mongo.Answers("find", _ => ScriptedMongo.Found(Rejected(2), Rejected(1).Set("reason", "\uFFFF"), Rejected(0)));
        var store = new MongoRejectedEventStore(_mongo.Connect(), Some.Clock(), _rejectedLog);

        for (var i = 0; i < 2; i++)
        {
            var listed = await store.ListAsync(RejectedState.Waiting, after: null, 10, CancellationToken.None);
            Assert.Equal([2, 0], listed.Select(rejected => rejected.Position.Offset));
        }

        Assert.Contains("\"t/0/1\"", Assert.Single(_rejectedLog.Lines()), StringComparison.Ordinal);
    }

    private MongoPurchaseStore Store() => new(_mongo.Connect(), Some.Clock(), _log);

    private void Answer(string command, params IEnumerable<BsonDocument> answers)
    {
        var left = new Queue<BsonDocument>(answers);
        _mongo.Answers(command, _ => left.Dequeue());
    }

    private Task<List<PurchaseCreated>> PageAfterAsync(string eventId)
    {
        var after = new PageCursor(Some.Time("2026-01-15T10:34:14Z"), eventId);
        return Store().ListAsync("u1", after, limit: 1, CancellationToken.None).ToListAsync().AsTask();
    }

    private static async Task<IEnumerable<string>> ListAsync(MongoPurchaseStore store, int? limit = null) =>
        (await store.ListAsync("u1", after: null, limit, CancellationToken.None).ToListAsync()).Select(purchase => purchase.EventId);

    private static BsonDocument Purchase(string eventId) => PurchaseDocument.Of(Some.Purchase with { EventId = eventId });

    private static BsonDocument NotUtf8(string eventId) => Purchase(eventId).Set("itemId", "\uFFFF");

    private static BsonDocument Twice(string eventId) =>
        new BsonDocument(allowDuplicateNames: true).AddRange(Purchase(eventId)).Add("itemId", "i1");

    private static BsonDocument Rejected(int offset) =>
        RejectedDocument.Of(new(new("t", 0, offset), RejectionCode.Unknown, "bad", null, null, Some.Purchase.Timestamp));
}
