using MongoDB.Bson;
using MongoDB.Driver;
using Purchases.Core;

namespace Purchases.Functions.Mongo;

/// <summary>
/// A place in a list as MongoDB sorts it: newest first by the text of a time, then by _id. The text is the document's own: the original
/// leaves out a fraction of zero, and in our spelling the same moment compares as later, so that the list would find the document again,
/// for ever.
/// </summary>
internal sealed record ListPlace(string Time, string Id)
{
    /// <summary>Null when the document doesn't say.</summary>
    public static ListPlace? Of(BsonDocument? document, string timeName) =>
        TextOf(document, timeName) is { } time && TextOf(document, PurchaseDocument.Id) is { } id ? new(time, id) : null;

    /// <param name="document">The document that the cursor speaks of; null when it is gone.</param>
    public static ListPlace Of(PageCursor cursor, BsonDocument? document, string timeName) =>
        new(TextOf(document, timeName) ?? cursor.Timestamp.ToString(), cursor.Id);

    public static SortDefinition<BsonDocument> NewestFirst(string timeName) =>
        Builders<BsonDocument>.Sort.Descending(timeName).Descending(PurchaseDocument.Id);

    /// <summary>Those of <paramref name="all"/> that lie behind a place; without one, all that have a place.</summary>
    public static FilterDefinition<BsonDocument> Behind(FilterDefinition<BsonDocument> all, string timeName, ListPlace? place)
    {
        // What has a Date or an ObjectId there isn't ours. Dates sort after text, so they would all come first.
        var filter = Builders<BsonDocument>.Filter;
        all &= filter.Type(timeName, BsonType.String) & filter.Type(PurchaseDocument.Id, BsonType.String);
        if (place is null) return all;

        // $lte beside $or gives the index a range to begin at; the $or alone would have it read from the newest on.
        return all & filter.Lte(timeName, place.Time) & (filter.Lt(timeName, place.Time) | filter.Lt(PurchaseDocument.Id, place.Id));
    }

    private static string? TextOf(BsonDocument? document, string name) =>
        document is not null && document.TryGetValue(name, out var value) && value.IsString ? value.AsString : null;
}
