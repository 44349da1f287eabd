using System.Diagnostics.CodeAnalysis;
using MongoDB.Bson;
using MongoDB.Driver;
using Purchases.Core;

namespace Purchases.Functions.Mongo;

/// <summary>
/// The one place that knows how a purchase is stored: the original's layout, so that both can share a collection. Read tolerantly, since
/// others write there too; nothing found there can make reading throw.
/// </summary>
internal static class PurchaseDocument
{
    public const string Id = "_id";
    public const string Timestamp = "timestamp";
    public const string UserId = "userId";

    private const string EventType = "eventType";
    private const string EventVersion = "eventVersion";
    private const string ItemId = "itemId";
    private const string Quantity = "quantity";

    public static BsonDocument Of(PurchaseCreated purchase) => new()
    {
        { Id, purchase.EventId },
        { EventVersion, purchase.EventVersion },
        { EventType, purchase.EventType },

        // Its text sorts in time order, which is what the index and the lists rest on.
        { Timestamp, purchase.Timestamp.ToString() },
        { UserId, purchase.UserId },
        { ItemId, purchase.ItemId },
        { Quantity, Smallest(purchase.Quantity) },
    };

    /// <summary>The purchases of a user. Events of another type may lie in the same collection.</summary>
    public static FilterDefinition<BsonDocument> Of(string userId) =>
        Builders<BsonDocument>.Filter.Eq(UserId, userId) &
        Builders<BsonDocument>.Filter.In(EventType, [(BsonValue)PurchaseCreated.TypeName, BsonNull.Value]);

    /// <summary>Null for a document that is no purchase of version 1.</summary>
    public static PurchaseCreated? Read(BsonDocument document) =>
        TryReadText(document, Id, out var eventId) &&
        TryReadText(document, Timestamp, out var text) && EventTimestamp.TryParse(text, out var timestamp) &&
        TryReadText(document, UserId, out var userId) &&
        TryReadText(document, ItemId, out var itemId) &&
        TryReadInteger(document, Quantity, out var quantity) &&
        IsOfVersion1(document)
            ? new() { EventId = eventId, Timestamp = timestamp, UserId = userId, ItemId = itemId, Quantity = quantity }
            : null;

    // To MongoDB what is null is absent.
    private static bool IsOfVersion1(BsonDocument document) =>
        document.GetValue(EventType, BsonNull.Value) is BsonNull or BsonString { Value: PurchaseCreated.TypeName } &&
        (document.GetValue(EventVersion, BsonNull.Value) is BsonNull ||
         (TryReadInteger(document, EventVersion, out var version) && version == PurchaseCreated.Version));

    // As the original's driver does: int32 where it fits.
    private static BsonValue Smallest(long integer) =>
        integer is >= int.MinValue and <= int.MaxValue ? new BsonInt32((int)integer) : new BsonInt64(integer);

    private static bool TryReadText(BsonDocument document, string name, [NotNullWhen(true)] out string? text)
    {
        text = document.TryGetValue(name, out var value) && value.IsString ? value.AsString : null;
        return text is not null;
    }

    // Shells write doubles.
    private static bool TryReadInteger(BsonDocument document, string name, out long integer)
    {
        integer = 0;
        if (!document.TryGetValue(name, out var value)) return false;
        switch (value)
        {
            case BsonInt32 or BsonInt64:
                integer = value.ToInt64();
                return true;
            case BsonDouble { Value: >= -Limits.QuantityMax and <= Limits.QuantityMax } number when double.IsInteger(number.Value):
                integer = (long)number.Value;
                return true;
            default:
                return false;
        }
    }
}
