using MongoDB.Bson;
using MongoDB.Bson.IO;
using MongoDB.Driver;

namespace Purchases.Functions.Mongo;

/// <summary>
/// The document of a purchase. It has the Python original's layout, so that both can share a collection, and is read tolerantly, because
/// other programs write there too.
/// </summary>
internal static class PurchaseDocument
{
    public const string Id = "_id";
    public const string Timestamp = "timestamp";

    private const string UserId = "userId";
    private const string EventType = "eventType";
    private const string EventVersion = "eventVersion";
    private const string ItemId = "itemId";
    private const string Quantity = "quantity";

    private static readonly string[] Members = [Id, EventVersion, EventType, Timestamp, UserId, ItemId, Quantity];

    // Each name has a bit.
    private static readonly BsonTrie<int> Names = NamesOf(Members);

    public static BsonDocument Of(PurchaseCreated purchase) => new()
    {
        { Id, purchase.EventId },
        { EventVersion, purchase.EventVersion },
        { EventType, purchase.EventType },

        // The index and the lists depend on this text: it sorts in time order.
        { Timestamp, purchase.Timestamp.ToString() },
        { UserId, purchase.UserId },
        { ItemId, purchase.ItemId },
        { Quantity, Smallest(purchase.Quantity) },
    };

    /// <summary>The filter of a user's purchases. The same collection may contain events of another type.</summary>
    public static FilterDefinition<BsonDocument> OfUser(string userId) =>
        Builders<BsonDocument>.Filter.Eq(UserId, userId) &
        Builders<BsonDocument>.Filter.In(EventType, [(BsonValue)PurchaseCreated.TypeName, BsonNull.Value]);

    /// <summary>The members that are read, and how.</summary>
    public static ProjectionDefinition<BsonDocument, Found<PurchaseCreated>> Projection(UnreadableDocuments unreadable) =>
        new BsonDocumentProjectionDefinition<BsonDocument, Found<PurchaseCreated>>(
            new(Members.Select(name => new BsonElement(name, 1))),
            new DocumentReader<PurchaseCreated>(Read, unreadable));

    /// <summary>Reads a document without creating a BsonDocument, which needs twice the memory.</summary>
    /// <returns>No item if the document isn't a purchase of version 1.</returns>
    private static Found<PurchaseCreated> Read(IBsonReader reader)
    {
        string? eventId = null, time = null, userId = null, itemId = null;
        long? quantity = null;
        var (isPurchase, seen) = (true, 0);
        var names = new TrieNameDecoder<int>(Names);
        reader.ReadStartDocument();
        while (reader.ReadBsonType() != BsonType.EndOfDocument)
        {
            var name = reader.ReadName(names);

            // MongoDB allows duplicate members.
            isPurchase &= (seen & names.Value) == 0;
            seen |= names.Value;
            switch (name)
            {
                case Id: eventId = ReadText(reader); break;
                case Timestamp: time = ReadText(reader); break;
                case UserId: userId = ReadText(reader); break;
                case ItemId: itemId = ReadText(reader); break;
                case Quantity: quantity = ReadInteger(reader); break;
                case EventType: isPurchase &= IsNull(reader) || ReadText(reader) == PurchaseCreated.TypeName; break;
                case EventVersion: isPurchase &= IsNull(reader) || ReadInteger(reader) == PurchaseCreated.Version; break;
                default: reader.SkipValue(); break;
            }
        }

        reader.ReadEndDocument();
        var timestamp = default(EventTimestamp);
        isPurchase &= eventId is not null && userId is not null && itemId is not null && quantity is not null &&
            EventTimestamp.TryParse(time, out timestamp);
        return new(
            isPurchase
                ? new() { EventId = eventId!, Timestamp = timestamp, UserId = userId!, ItemId = itemId!, Quantity = quantity!.Value }
                : null,
            time,
            eventId);
    }

    private static BsonTrie<int> NamesOf(string[] names)
    {
        var trie = new BsonTrie<int>();
        for (var i = 0; i < names.Length; i++) trie.Add(names[i], 1 << i);
        return trie;
    }

    // int32 if it fits, like the Python original's driver.
    private static BsonValue Smallest(long integer) =>
        integer is >= int.MinValue and <= int.MaxValue ? new BsonInt32((int)integer) : new BsonInt64(integer);

    // A null counts as absent, as in MongoDB's queries.
    private static bool IsNull(IBsonReader reader)
    {
        if (reader.CurrentBsonType != BsonType.Null) return false;
        reader.ReadNull();
        return true;
    }

    private static string? ReadText(IBsonReader reader)
    {
        if (reader.CurrentBsonType == BsonType.String) return reader.ReadString();
        reader.SkipValue();
        return null;
    }

    private static long? ReadInteger(IBsonReader reader)
    {
        switch (reader.CurrentBsonType)
        {
            case BsonType.Int32: return reader.ReadInt32();
            case BsonType.Int64: return reader.ReadInt64();

            // mongosh writes numbers as doubles.
            case BsonType.Double:
                return reader.ReadDouble() is >= -Limits.QuantityMax and <= Limits.QuantityMax and var number && double.IsInteger(number)
                    ? (long)number
                    : null;
            default:
                reader.SkipValue();
                return null;
        }
    }
}
