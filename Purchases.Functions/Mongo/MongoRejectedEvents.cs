using MongoDB.Bson;
using MongoDB.Driver;
using Purchases.Core;

namespace Purchases.Functions.Mongo;

/// <summary>The rejected events' collection of the purchase store.</summary>
internal static class MongoRejectedEvents
{
    private static readonly FilterDefinition<BsonDocument> Waiting = Builders<BsonDocument>.Filter.Exists(RejectedDocument.ReplayedAs, exists: false);

    private static readonly BulkWriteOptions Unordered = new() { IsOrdered = false };

    public static async Task<IReadOnlyList<RejectedSummary>> ListAsync(
        IMongoCollection<BsonDocument> collection,
        PageCursor? after,
        int limit,
        CancellationToken cancellationToken)
    {
        var rejected = new List<RejectedSummary>();
        var place = after is null ? null : ListPlace.Of(after, document: null, RejectedDocument.RejectedAt);
        while (true)
        {
            // What others wrote there is left out, and must not look like the end of the list.
            var count = limit - rejected.Count;
            var portion = await collection.Find(ListPlace.Behind(Waiting, RejectedDocument.RejectedAt, place))
                .Sort(ListPlace.NewestFirst(RejectedDocument.RejectedAt))
                .Limit(count)
                .Project(RejectedDocument.Summary)
                .ToListAsync(cancellationToken);
            rejected.AddRange(portion.Select(RejectedDocument.ReadSummary).OfType<RejectedSummary>());
            if (portion.Count < count || rejected.Count == limit) return rejected;

            place = ListPlace.Of(portion[^1], RejectedDocument.RejectedAt);
        }
    }

    public static async Task<RejectedEvent?> FindAsync(
        IMongoCollection<BsonDocument> collection,
        EventPosition position,
        CancellationToken cancellationToken) =>
        await collection.Find(IdIs(position)).FirstOrDefaultAsync(cancellationToken) is { } document ? RejectedDocument.Read(document) : null;

    public static Task MarkReplayedAsync(
        IMongoCollection<BsonDocument> collection,
        IReadOnlyList<Replayed> replayed,
        CancellationToken cancellationToken) =>
        replayed.Count == 0 ? Task.CompletedTask : collection.BulkWriteAsync(replayed.Select(Mark), Unordered, cancellationToken);

    // The filter keeps the first successor: a second one finds nothing to update.
    private static UpdateOneModel<BsonDocument> Mark(Replayed replayed) =>
        new(IdIs(replayed.Original) & Waiting, Builders<BsonDocument>.Update.Set(RejectedDocument.ReplayedAs, replayed.Successor.ToString()));

    private static FilterDefinition<BsonDocument> IdIs(EventPosition position) =>
        Builders<BsonDocument>.Filter.Eq(RejectedDocument.Id, position.ToString());
}
