using Microsoft.Extensions.Logging.Testing;
using MongoDB.Bson;
using MongoDB.Bson.IO;
using MongoDB.Bson.Serialization;
using MongoDB.Bson.Serialization.Serializers;
using Purchases.Functions.Mongo;

namespace Purchases.Tests.Mongo;

public sealed class DocumentReaderTests
{
    private readonly FakeLogger<DocumentReaderTests> _log = new();
    private readonly UnreadableDocuments _unreadable;

    public DocumentReaderTests() => _unreadable = new("purchase", _log);

    /// <summary>The purchase in a document, as the driver would have it read; null when there is none.</summary>
    internal static PurchaseCreated? ReadPurchase(BsonDocument document)
    {
        var serializer = PurchaseSerializer(new("purchase", new FakeLogger()));
        return Assert.Single(Read(serializer, [document])).Item;
    }

    [Fact]
    public void Of_an_unreadable_document_the_id_is_known_and_the_next_one_is_read()
    {
        BsonDocument[] documents = [PurchaseDocument.Of(Some.Purchase).Set("itemId", "\uFFFF"), PurchaseDocument.Of(Some.Purchase)];

        Assert.Equal(
            [new(null, null, Some.Purchase.EventId), new(Some.Purchase, $"{Some.Purchase.Timestamp}", Some.Purchase.EventId)],
            Read(PurchaseSerializer(_unreadable), documents));
    }

    // The document would be reported as unreadable, and the list would look complete without the purchase.
    [Fact]
    public void An_exception_that_the_document_did_not_cause_is_thrown()
    {
#pragma warning disable MA0012 // As the runtime throws it.
        var reader = new DocumentReader<PurchaseCreated>(_ => throw new InsufficientMemoryException(), _unreadable);
#pragma warning restore MA0012

        Assert.Throws<InsufficientMemoryException>(() => Read(reader, [PurchaseDocument.Of(Some.Purchase)]));
        Assert.Empty(_log.Lines());
    }

    [Theory]
    [InlineData("ObjectId('65a50b5b9d1e8a0001000000')", null, "65a50b5b9d1e8a0001000000")]
    [InlineData("7", null, "7")]
    [InlineData("null", null, "null")]
    [InlineData("'two\\nlines'", "two\nlines", "two\\nlines")]
    [InlineData("'\\uFFFF'", null, "(not UTF-8)")]
    [InlineData("{ a: 1 }", null, "(Document)")]
    public void An_id_is_known_when_it_is_text_and_logged_in_any_case(string id, string? known, string logged)
    {
        var document = PurchaseDocument.Of(Some.Purchase).Set("_id", BsonDocument.Parse($"{{ id: {id} }}")["id"]).Set("quantity", "two");

        var found = Assert.Single(Read(PurchaseSerializer(_unreadable), [document]));
        Assert.Null(found.Item);
        Assert.Equal(known, found.Id);
        Assert.Contains(logged, Assert.Single(_log.Lines()), StringComparison.Ordinal);
    }

    [Fact]
    public void Some_are_logged_and_then_that_others_are_skipped()
    {
        for (var i = 0; i < UnreadableDocuments.NamedMax + 10; i++) _unreadable.Name($"e{i}");

        Assert.Equal(UnreadableDocuments.NamedMax + 1, _log.Lines().Count);
        Assert.Contains("Others are skipped", _log.Lines()[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Reading_purchases_allocates_no_more_than_a_fifth_above_the_drivers_own_documents()
    {
        var batch = Batch(Enumerable.Range(0, 1000).Select(i => PurchaseDocument.Of(Some.Purchase with { EventId = $"event-{i}" })));
        var ours = PurchaseSerializer(_unreadable);
        Read(ours, batch);
        Read(BsonDocumentSerializer.Instance, batch);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Read(ours, batch);
        var between = GC.GetAllocatedBytesForCurrentThread();
        Read(BsonDocumentSerializer.Instance, batch);
        var drivers = GC.GetAllocatedBytesForCurrentThread() - between;

        Assert.InRange((double)(between - before) / drivers, 0, 1.2);
    }

    private static IBsonSerializer<Found<PurchaseCreated>> PurchaseSerializer(UnreadableDocuments unreadable)
    {
        var registry = BsonSerializer.SerializerRegistry;
        return PurchaseDocument.Projection(unreadable).Render(new(registry.GetSerializer<BsonDocument>(), registry)).ProjectionSerializer;
    }

    private static List<T> Read<T>(IBsonSerializer<T> serializer, BsonDocument[] documents) => Read(serializer, Batch(documents));

    // As the driver reads a batch (3.14, CursorBatchDeserializationHelper): its array looks like a document.
    private static List<T> Read<T>(IBsonSerializer<T> serializer, byte[] batch)
    {
        var read = new List<T>();
        using var reader = new BsonBinaryReader(new MemoryStream(batch));
        var context = BsonDeserializationContext.CreateRoot(reader);
        reader.ReadStartDocument();
        while (reader.ReadBsonType() != BsonType.EndOfDocument)
        {
            reader.SkipName();
            read.Add(serializer.Deserialize(context));
        }

        reader.ReadEndDocument();
        return read;
    }

    // \uFFFF stands for bytes that aren't UTF-8.
    private static byte[] Batch(IEnumerable<BsonDocument> documents)
    {
        var batch = new BsonDocument(documents.Select((document, i) => new BsonElement($"{i}", document))).ToBson();
        while (batch.AsSpan().IndexOf("\uFFFF"u8) is >= 0 and var at) batch.AsSpan(at, 3).Fill(0xFF);
        return batch;
    }
}
