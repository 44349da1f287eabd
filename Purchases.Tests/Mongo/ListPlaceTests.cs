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
    public void A_first_page_is_all_of_the_user_that_has_a_place() =>
        Assert.Equal(
            """{ "userId" : "u1", "timestamp" : { "$type" : 2 }, "_id" : { "$type" : 2 } }""",
            Render(ListPlace.Behind(OfUser, "timestamp", place: null)));

    [Fact]
    public void A_further_page_is_what_sorts_behind_the_place() =>
        Assert.Equal(
            """{ "userId" : "u1", "timestamp" : { "$type" : 2, "$lte" : "T" }, "_id" : { "$type" : 2 },""" +
            """ "$or" : [{ "timestamp" : { "$lt" : "T" } }, { "_id" : { "$lt" : "e1" } }] }""",
            Render(ListPlace.Behind(OfUser, "timestamp", new("T", "e1"))));

    [Fact]
    public void Lists_are_read_in_the_order_of_the_index() =>
        Assert.Equal("""{ "timestamp" : -1, "_id" : -1 }""", Render(ListPlace.NewestFirst("timestamp")));

    [Fact]
    public void A_place_keeps_the_spelling_of_the_document_that_a_cursor_speaks_of()
    {
        Assert.True(EventTimestamp.TryParse(Midnight, out var timestamp));
        var cursor = new PageCursor(timestamp, "e1");

        const string spelled = "2026-01-15T00:00:00+00:00";
        Assert.Equal(new ListPlace(spelled, "e1"), ListPlace.Of(cursor, new BsonDocument("timestamp", spelled), "timestamp"));
        Assert.Equal(new ListPlace(Midnight, "e1"), ListPlace.Of(cursor, document: null, "timestamp"));
    }

    [Theory]
    [InlineData("""{ _id: "e1", timestamp: ISODate("2026-01-15T00:00:00Z") }""")]
    [InlineData("""{ _id: "e1", timestamp: ["2026-01-15T00:00:00+00:00"] }""")]
    [InlineData("""{ _id: 1, timestamp: "2026-01-15T00:00:00+00:00" }""")]
    [InlineData("{ }")]
    public void A_document_without_text_there_has_no_place(string json) => Assert.Null(ListPlace.Of(BsonDocument.Parse(json), "timestamp"));

    private static string Render(FilterDefinition<BsonDocument> filter) => filter.Render(Arguments()).ToJson();

    private static string Render(SortDefinition<BsonDocument> sort) => sort.Render(Arguments()).ToJson();

    private static RenderArgs<BsonDocument> Arguments() =>
        new(BsonSerializer.SerializerRegistry.GetSerializer<BsonDocument>(), BsonSerializer.SerializerRegistry);
}
