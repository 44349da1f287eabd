using MongoDB.Bson;
using MongoDB.Driver;
using Purchases.Core;

namespace Purchases.Functions.Mongo;

/// <summary>
/// A place in a list as MongoDB sorts it: newest first by the text of a time, then by _id. The text is taken from the document, since the original
/// leaves out a fraction of zero and so spells one moment differently: a place spelled anew would find the same document again, for ever.
/// </summary>
internal sealed record ListPlace(string Time, string Id)
{
    public static ListPlace Of(BsonDocument document, string timeName) =>
        new(TextOf(document, timeName) ?? "", TextOf(document, PurchaseDocument.Id) ?? "");

    /// <param name="document">The document that the cursor speaks of; null when it is gone.</param>
    public static ListPlace Of(PageCursor cursor, BsonDocument? document, string timeName) =>
        new((document is null ? null : TextOf(document, timeName)) ?? cursor.Timestamp.ToString(), cursor.Id);

    public static SortDefinition<BsonDocument> NewestFirst(string timeName) =>
        Builders<BsonDocument>.Sort.Descending(timeName).Descending(PurchaseDocument.Id);

    /// <summary>Those of <paramref name="all"/> that lie behind a place; all of them without one.</summary>
    public static FilterDefinition<BsonDocument> Behind(FilterDefinition<BsonDocument> all, string timeName, ListPlace? place)
    {
        if (place is null) return all;

        // $lte beside $or gives the index a range to begin at; the $or alone would have it read from the newest on.
        var filter = Builders<BsonDocument>.Filter;
        return all & filter.Lte(timeName, place.Time) & (filter.Lt(timeName, place.Time) | filter.Lt(PurchaseDocument.Id, place.Id));
    }

    private static string? TextOf(BsonDocument document, string name) =>
        document.TryGetValue(name, out var value) && value.IsString ? value.AsString : null;
}
