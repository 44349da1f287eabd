using MongoDB.Bson;
using MongoDB.Bson.Serialization;
using MongoDB.Driver;
using Purchases.Core;
using Purchases.Functions.Mongo;

namespace Purchases.Tests.Mongo;

public sealed class ListPlaceTests
{
    private const string Midnight = "2026-01-15T00:00:00.000000+00:00";

    private static readonly FilterDefinition<BsonDocument> OfUser = Builders<BsonDocument>.Filter.Eq("userId", "u1");

    [Fact]
    public void A_first_page_is_all_of_the_user() =>
        Assert.Equal("""{ "userId" : "u1" }""", Render(ListPlace.Behind(OfUser, "timestamp", place: null)));

    [Fact]
    public void A_further_page_is_what_sorts_behind_the_place() =>
        Assert.Equal(
            $$"""{ "userId" : "u1", "timestamp" : { "$lte" : "{{Midnight}}" }, "$or" : [{ "timestamp" : { "$lt" : "{{Midnight}}" } }, { "_id" : { "$lt" : "e1" } }] }""",
            Render(ListPlace.Behind(OfUser, "timestamp", new(Midnight, "e1"))));

    [Fact]
    public void Lists_are_read_in_the_order_of_the_index() =>
        Assert.Equal("""{ "timestamp" : -1, "_id" : -1 }""", Render(ListPlace.NewestFirst("timestamp")));

    [Fact]
    public void A_place_keeps_the_spelling_of_the_document_that_a_cursor_speaks_of()
    {
        Assert.True(EventTimestamp.TryParse(Midnight, out var timestamp));
        var cursor = new PageCursor(timestamp, "e1");

        Assert.Equal(new ListPlace("2026-01-15T00:00:00+00:00", "e1"), ListPlace.Of(cursor, new BsonDocument("timestamp", "2026-01-15T00:00:00+00:00"), "timestamp"));
        Assert.Equal(new ListPlace(Midnight, "e1"), ListPlace.Of(cursor, document: null, "timestamp"));
    }

    private static string Render(FilterDefinition<BsonDocument> filter) => filter.Render(Arguments()).ToJson();

    private static string Render(SortDefinition<BsonDocument> sort) => sort.Render(Arguments()).ToJson();

    private static RenderArgs<BsonDocument> Arguments() =>
        new(BsonSerializer.SerializerRegistry.GetSerializer<BsonDocument>(), BsonSerializer.SerializerRegistry);
}
