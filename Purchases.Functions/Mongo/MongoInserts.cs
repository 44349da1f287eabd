using MongoDB.Bson;
using MongoDB.Driver;

namespace Purchases.Functions.Mongo;

/// <summary>Idempotency: insert, and the unique _id refuses what is there already.</summary>
internal static class MongoInserts
{
    private static readonly InsertManyOptions Unordered = new() { IsOrdered = false };

    /// <returns>The errors of single documents, where each may be passed over: all other documents are stored then.</returns>
    /// <exception cref="MongoBulkWriteException">There is another error: any of the documents may be stored.</exception>
    public static async Task<IReadOnlyList<BulkWriteError>> InsertAsync(
        IMongoCollection<BsonDocument> collection,
        IEnumerable<BsonDocument> documents,
        Func<BulkWriteError, bool> mayPass,
        CancellationToken cancellationToken)
    {
        try
        {
            await collection.InsertManyAsync(documents, Unordered, cancellationToken);
            return [];
        }
        catch (MongoBulkWriteException<BsonDocument> e) when (
            e.WriteConcernError is null && e.WriteErrors.Count > 0 && e.WriteErrors.All(mayPass))
        {
            // WriteConcernError first: without it the duplicates would hide a write that isn't durable.
            return e.WriteErrors;
        }
    }

    public static bool IsDuplicate(BulkWriteError error) => error.Category == ServerErrorCategory.DuplicateKey;
}
