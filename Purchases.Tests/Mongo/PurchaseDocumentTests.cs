using MongoDB.Bson;
using Purchases.Functions.Mongo;

namespace Purchases.Tests.Mongo;

public sealed class PurchaseDocumentTests
{
    private static readonly PurchaseCreated Purchase = new()
    {
        EventId = "e1",
        Timestamp = EventTimestamp.FromUnixMicroseconds(1_768_473_254_300_477),
        UserId = "u1",
        ItemId = "i99",
        Quantity = 2,
    };

    [Fact]
    public void A_purchase_is_stored_in_the_Python_originals_layout()
    {
        var json = PurchaseDocument.Of(Purchase).ToJson();

        Assert.Equal(
            """{ "_id" : "e1", "eventVersion" : 1, "eventType" : "PurchaseCreated",""" +
            """ "timestamp" : "2026-01-15T10:34:14.300477+00:00", "userId" : "u1", "itemId" : "i99", "quantity" : 2 }""",
            json);
    }

    [Theory]
    [InlineData(1, BsonType.Int32)]
    [InlineData(int.MaxValue, BsonType.Int32)]
    [InlineData(int.MaxValue + 1L, BsonType.Int64)]
    [InlineData(Limits.QuantityMax, BsonType.Int64)]
    public void A_quantity_has_the_type_that_the_Python_original_uses(long quantity, BsonType type) =>
        Assert.Equal(type, PurchaseDocument.Of(Purchase with { Quantity = quantity })["quantity"].BsonType);

    [Theory]
    [InlineData("quantity: 2")]
    [InlineData("quantity: NumberInt(2)")]
    [InlineData("quantity: NumberLong(2)")]
    [InlineData("quantity: 2.0")]
    public void Quantities_of_every_integer_type_are_read(string quantity)
    {
        var document = Parse($$"""
            { _id: "e1", eventVersion: 1, timestamp: "2026-01-15T10:34:14.300477+00:00", userId: "u1", itemId: "i99", {{quantity}} }
            """);

        Assert.Equal(Purchase, DocumentReaderTests.ReadPurchase(document));
    }

    [Theory]
    [InlineData("_id", "ObjectId('65a50b5b9d1e8a0001000000')")]
    [InlineData("timestamp", "'yesterday'")]
    [InlineData("timestamp", "ISODate('2026-01-15T10:34:14Z')")]
    [InlineData("userId", "17")]
    [InlineData("itemId", "null")]
    [InlineData("quantity", "'2'")]
    [InlineData("quantity", "2.5")]
    [InlineData("eventVersion", "2")]
    [InlineData("eventType", "'PurchaseReturned'")]
    [InlineData("eventType", "1")]
    public void A_document_that_is_not_a_purchase_of_version_1_is_not_read_as_one(string name, string value)
    {
        var document = PurchaseDocument.Of(Purchase).Set(name, Parse($"{{ value: {value} }}")["value"]);

        Assert.Null(DocumentReaderTests.ReadPurchase(document));
    }

    [Theory]
    [InlineData("eventType")]
    [InlineData("eventVersion")]
    public void Type_and_version_may_be_absent_or_null(string name)
    {
        var document = PurchaseDocument.Of(Purchase);

        Assert.Equal(Purchase, DocumentReaderTests.ReadPurchase(document.Set(name, BsonNull.Value)));
        document.Remove(name);
        Assert.Equal(Purchase, DocumentReaderTests.ReadPurchase(document));
    }

    private static BsonDocument Parse(string json) => BsonDocument.Parse(json);
}
