using Microsoft.Extensions.Logging;
using MongoDB.Bson;
using MongoDB.Driver;
using Purchases.Core;

namespace Purchases.Functions.Mongo;

/// <summary>The rejected events in MongoDB.</summary>
internal sealed class MongoRejectedEventStore(MongoConnection connection, ILogger<MongoRejectedEventStore> logger) : IRejectedEventStore
{
    private static readonly FilterDefinition<BsonDocument> Waiting =
        Builders<BsonDocument>.Filter.Exists(RejectedDocument.ReplayedAs, exists: false);

    private static readonly BulkWriteOptions Unordered = new() { IsOrdered = false };

    private readonly LazyIndex _byRejection = new("{ rejectedAt: -1, _id: -1 }", logger);

    public Task KeepAsync(IReadOnlyList<RejectedEvent> rejected, CancellationToken cancellationToken) =>
        MongoFailure.TranslatedAsync(async () => rejected.Count == 0
            ? []
            : await MongoInserts.InsertAsync(
                connection.Rejected, rejected.Select(RejectedDocument.Of), MongoInserts.IsDuplicate, cancellationToken));

    public Task<IReadOnlyList<RejectedSummary>> ListAsync(PageCursor? after, int limit, CancellationToken cancellationToken) =>
        MongoFailure.TranslatedAsync<IReadOnlyList<RejectedSummary>>(async () =>
        {
            await _byRejection.EnsureAsync(connection.Rejected, cancellationToken);
            var rejected = new List<RejectedSummary>();
            var place = after is null ? null : ListPlace.Of(after, document: null, RejectedDocument.RejectedAt);
            while (true)
            {
                // What others wrote there is left out, and must not look like the end of the list.
                var count = limit - rejected.Count;
                var portion = await connection.Rejected.Find(ListPlace.Behind(Waiting, RejectedDocument.RejectedAt, place))
                    .Sort(ListPlace.NewestFirst(RejectedDocument.RejectedAt))
                    .Limit(count)
                    .Project(RejectedDocument.Summary)
                    .ToListAsync(cancellationToken);
                rejected.AddRange(portion.Select(RejectedDocument.ReadSummary).OfType<RejectedSummary>());
                if (portion.Count < count || rejected.Count == limit) return rejected;

                place = ListPlace.Of(portion[^1], RejectedDocument.RejectedAt);
            }
        });

    public Task<RejectedEvent?> FindAsync(EventPosition position, CancellationToken cancellationToken) =>
        MongoFailure.TranslatedAsync(async () =>
            await connection.Rejected.Find(IdIs(position)).FirstOrDefaultAsync(cancellationToken) is { } document
                ? RejectedDocument.Read(document)
                : null);

    public Task MarkReplayedAsync(IReadOnlyList<Replayed> replayed, CancellationToken cancellationToken) =>
        MongoFailure.TranslatedAsync(async () =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (replayed.Count == 0) return null;
            return await connection.Rejected.BulkWriteAsync(replayed.Select(Mark), Unordered, cancellationToken);
        });

    // The filter keeps the first successor: a second one finds nothing to update.
    private static UpdateOneModel<BsonDocument> Mark(Replayed replayed) => new(
        IdIs(replayed.Original) & Waiting,
        Builders<BsonDocument>.Update.Set(RejectedDocument.ReplayedAs, replayed.Successor.ToString()));

    private static FilterDefinition<BsonDocument> IdIs(EventPosition position) =>
        Builders<BsonDocument>.Filter.Eq(RejectedDocument.Id, position.ToString());
}
