using Microsoft.Extensions.Logging;
using MongoDB.Bson;
using MongoDB.Driver;
using Purchases.Core;

namespace Purchases.Functions.Mongo;

/// <summary>The rejected events in MongoDB.</summary>
internal sealed class MongoRejectedEventStore(MongoConnection connection, TimeProvider time, ILogger<MongoRejectedEventStore> logger)
    : IRejectedEventStore
{
    private static readonly FilterDefinition<BsonDocument> Waiting =
        Builders<BsonDocument>.Filter.Exists(RejectedDocument.ReplayedAs, exists: false);

    private static readonly BulkWriteOptions Unordered = new() { IsOrdered = false };

    private readonly Portions _portions = new(RejectedDocument.RejectedAt, RejectedDocument.SummaryMembers);
    private readonly LazyIndex _byRejection = new("{ rejectedAt: -1, _id: -1 }", time, logger);
    private readonly UnreadableDocuments _unreadable = new("rejected event", logger);

    public Task KeepAsync(IReadOnlyList<RejectedEvent> rejected, CancellationToken cancellationToken) =>
        MongoFailure.TranslatedAsync(async () => rejected.Count == 0
            ? []
            : await MongoInserts.InsertAsync(
                connection.Rejected, rejected.Select(RejectedDocument.Of), MongoInserts.IsDuplicate, cancellationToken));

    public async Task<IReadOnlyList<RejectedSummary>> ListAsync(PageCursor? after, int limit, CancellationToken cancellationToken)
    {
        _byRejection.Ask(connection.Rejected);
        var rejected = new List<RejectedSummary>();
        var place = after is null ? null : ListPlace.Of(after, document: null, RejectedDocument.RejectedAt);
        await foreach (var found in _portions.ReadAsync(connection.Rejected, Waiting, place, limit, cancellationToken))
        {
            if (_unreadable.Read(found, RejectedDocument.ReadSummary) is { } summary) rejected.Add(summary);
            if (rejected.Count == limit) break;
        }

        return rejected;
    }

    public Task<RejectedEvent?> FindAsync(EventPosition position, CancellationToken cancellationToken) =>
        MongoFailure.TranslatedAsync(async () => _unreadable.Read(
            await connection.Rejected.Find(IdIs(position)).As(FoundDocumentSerializer.Instance).FirstOrDefaultAsync(cancellationToken),
            RejectedDocument.Read));

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
