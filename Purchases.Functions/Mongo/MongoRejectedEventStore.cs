using Microsoft.Extensions.Logging;
using MongoDB.Bson;
using MongoDB.Driver;
using Purchases.Core;

namespace Purchases.Functions.Mongo;

/// <summary>The rejected events in MongoDB.</summary>
internal sealed class MongoRejectedEventStore(MongoConnection connection, TimeProvider time, ILogger<MongoRejectedEventStore> logger)
    : IRejectedEventStore
{
    private static readonly BulkWriteOptions Unordered = new() { IsOrdered = false };

    private readonly Portions _portions = new(RejectedDocument.RejectedAt, RejectedDocument.SummaryMembers);
    private readonly LazyIndex _byRejection = new("{ rejectedAt: -1, _id: -1 }", time, logger);
    private readonly UnreadableDocuments _unreadable = new("rejected event", logger);

    public Task KeepAsync(IReadOnlyList<RejectedEvent> rejected, CancellationToken cancellationToken) =>
        MongoFailure.TranslatedAsync(async () =>
        {
            if (rejected.Count == 0) return [];

            var kept = new List<RejectedEvent>(rejected.Count);
            foreach (var bad in rejected)
            {
                // The original is marked before its successor is kept, so that they never both wait. After a failure in between the batch
                // comes again.
                kept.Add(bad.ReplayOf is { } original && !await TakesPlaceAsync(new(original, bad.Position), cancellationToken)
                    ? bad with { Dismissal = Dismissal.OfSuccessor(original, bad.RejectedAt) }
                    : bad);
            }

            return await MongoInserts.InsertAsync(
                connection.Rejected, kept.Select(RejectedDocument.Of), MongoInserts.IsDuplicate, cancellationToken);
        });

    public async Task<IReadOnlyList<RejectedSummary>> ListAsync(
        RejectedState state,
        PageCursor? after,
        int limit,
        CancellationToken cancellationToken)
    {
        _byRejection.Ask(connection.Rejected);
        var rejected = new List<RejectedSummary>();
        var place = after is null ? null : ListPlace.Of(after, document: null, RejectedDocument.RejectedAt);
        await foreach (var found in _portions.ReadAsync(connection.Rejected, RejectedFilters.Are(state), place, limit, cancellationToken))
        {
            if (_unreadable.Read(found, RejectedDocument.ReadSummary) is { } summary) rejected.Add(summary);
            if (rejected.Count == limit) break;
        }

        return rejected;
    }

    public Task<RejectedEvent?> FindAsync(EventPosition position, CancellationToken cancellationToken) =>
        MongoFailure.TranslatedAsync(() => FindAsync(connection.Rejected, position, cancellationToken));

    public Task<bool> TryClaimAsync(EventPosition position, EventTimestamp now, CancellationToken cancellationToken) =>
        TryUpdateAsync(Waits(position) & RejectedFilters.AreUnclaimed(now), RejectedDocument.Claim(now), cancellationToken);

    public Task ReleaseAsync(EventPosition position, EventTimestamp claimedAt, CancellationToken cancellationToken) =>
        TryUpdateAsync(RejectedFilters.Is(position) & RejectedFilters.AreClaimed(claimedAt), RejectedDocument.Release, cancellationToken);

    public Task MarkReplayedAsync(IReadOnlyList<Replayed> replayed, CancellationToken cancellationToken) =>
        MongoFailure.TranslatedAsync(async () =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (replayed.Count == 0) return null;
            return await connection.Rejected.BulkWriteAsync(
                replayed.Select(replay => new UpdateOneModel<BsonDocument>(Waits(replay.Original), RejectedDocument.MarkReplayed(replay))),
                Unordered,
                cancellationToken);
        });

    public Task<bool> TryDismissAsync(EventPosition position, Dismissal dismissal, CancellationToken cancellationToken) =>
        TryUpdateAsync(
            Waits(position) & RejectedFilters.AreUnclaimed(dismissal.At), RejectedDocument.Dismiss(dismissal), cancellationToken);

    // The filter keeps the first successor, and lets one of those who come at once succeed: a second one finds nothing to update.
    private static FilterDefinition<BsonDocument> Waits(EventPosition position) =>
        RejectedFilters.Is(position) & RejectedFilters.Are(RejectedState.Waiting);

    private async Task<RejectedEvent?> FindAsync(
        IMongoCollection<BsonDocument> rejected,
        EventPosition position,
        CancellationToken cancellationToken) => _unreadable.Read(
            await rejected.Find(RejectedFilters.Is(position)).As(FoundDocumentSerializer.Instance).FirstOrDefaultAsync(cancellationToken),
            RejectedDocument.Read);

    // Whether the successor waits in its original's stead; also when it took that place before, or there is none to take.
    private async Task<bool> TakesPlaceAsync(Replayed replay, CancellationToken cancellationToken)
    {
        var primary = connection.Rejected.WithReadPreference(ReadPreference.Primary);
        var marked = await primary.UpdateOneAsync(
            Waits(replay.Original), RejectedDocument.MarkReplayed(replay), cancellationToken: cancellationToken);
        return marked.MatchedCount == 1 ||
            await FindAsync(primary, replay.Original, cancellationToken) is not { } original ||
            original.ReplayedAs == replay.Successor;
    }

    private Task<bool> TryUpdateAsync(
        FilterDefinition<BsonDocument> filter,
        UpdateDefinition<BsonDocument> update,
        CancellationToken cancellationToken) =>
        MongoFailure.TranslatedAsync(async () =>
            (await connection.Rejected.UpdateOneAsync(filter, update, cancellationToken: cancellationToken)).MatchedCount == 1);
}
