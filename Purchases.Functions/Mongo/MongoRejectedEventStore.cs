using Microsoft.Extensions.Logging;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Purchases.Functions.Mongo;

/// <summary>Stores rejected events in MongoDB.</summary>
internal sealed class MongoRejectedEventStore : IRejectedEventStore
{
    // Documents per insert: rejected events may be large, and each insert has a time-out.
    private const int InsertMax = 100;

    private static readonly BulkWriteOptions Unordered = new() { IsOrdered = false };
    private static readonly FilterDefinitionBuilder<BsonDocument> Filter = Builders<BsonDocument>.Filter;

    private readonly MongoCollection _rejected;
    private readonly MongoIndex[] _indexes;
    private readonly MongoList<RejectedSummary> _lists;
    private readonly ProjectionDefinition<BsonDocument, Found<RejectedEvent>> _whole;

    public MongoRejectedEventStore(MongoConnection connection, TimeProvider time, ILogger<MongoRejectedEventStore> logger)
    {
        _rejected = connection.Rejected;

        // The first serves the list of open events, however many are closed: absent members are null in an index, so open events are
        // adjacent, newest first. The second serves the lists of closed events.
        _indexes =
        [
            new(_rejected, "{ replayedAs: 1, dismissedAt: 1, rejectedAt: -1, _id: -1 }", time, logger),
            new(_rejected, "{ rejectedAt: -1, _id: -1 }", time, logger),
        ];
        var unreadable = new UnreadableDocuments("rejected event", logger);
        _lists = new(_rejected, RejectedDocument.RejectedAt, RejectedDocument.Summaries(unreadable));
        _whole = RejectedDocument.Whole(unreadable);
    }

    public async Task KeepAsync(IReadOnlyList<RejectedEvent> rejected, CancellationToken cancellationToken)
    {
        var kept = new List<RejectedEvent>(rejected.Count);
        foreach (var bad in rejected)
        {
            // The original is marked before its successor is kept, so that they are never both open. After a failure in between, the batch
            // is delivered again.
            kept.Add(bad.ReplayOf is { } original && !await TakesPlaceAsync(new(original, bad.Position), cancellationToken)
                ? bad with { Dismissal = Dismissal.OfSuccessor(original, bad.RejectedAt) }
                : bad);
        }

        foreach (var share in kept.Chunk(InsertMax))
            await _rejected.InsertAsync(share.Select(RejectedDocument.Of), MongoCollection.IsDuplicate, cancellationToken);
    }

    public async Task<IReadOnlyList<RejectedSummary>> ListAsync(
        RejectedState state,
        PageCursor? after,
        int limit,
        CancellationToken cancellationToken)
    {
        foreach (var index in _indexes) index.Ask();
        ListPlace? place = after is null ? null : new(after.Timestamp.ToString(), after.Id);
        return await _lists.ReadAsync(Are(state), place, limit, cancellationToken).ToListAsync(cancellationToken);
    }

    // From the primary, whatever MONGO_URI's readPreference is: a secondary may not know yet that an event was closed.
    public async Task<RejectedEvent?> FindAsync(EventPosition position, CancellationToken cancellationToken)
    {
        var found = await _rejected.ReadAsync(
            (rejected, token) => rejected.WithReadPreference(ReadPreference.Primary)
                .Find(Is(position), MongoCollection.ReadOptions())
                .Project(_whole)
                .FirstOrDefaultAsync(token),
            cancellationToken);
        return found.Item;
    }

    public Task<bool> TryClaimAsync(EventPosition position, EventTimestamp now, CancellationToken cancellationToken) =>
        TryUpdateAsync(Waits(position) & AreUnclaimed(now), RejectedDocument.Claim(now), cancellationToken);

    public Task ReleaseAsync(EventPosition position, EventTimestamp claimedAt, CancellationToken cancellationToken) => TryUpdateAsync(
        Is(position) & Filter.Eq(RejectedDocument.ReplayingSince, claimedAt.ToString()), RejectedDocument.Release, cancellationToken);

    public async Task MarkReplayedAsync(IReadOnlyList<Replayed> replayed, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (replayed.Count == 0) return;
        var updates = replayed.Select(
            replay => new UpdateOneModel<BsonDocument>(Waits(replay.Original), RejectedDocument.MarkReplayed(replay)));
        await _rejected.WriteAsync((rejected, token) => rejected.BulkWriteAsync(updates, Unordered, token), cancellationToken);
    }

    public Task<bool> TryDismissAsync(EventPosition position, Dismissal dismissal, CancellationToken cancellationToken) =>
        TryUpdateAsync(Waits(position) & AreUnclaimed(dismissal.At), RejectedDocument.Dismiss(dismissal), cancellationToken);

    private static FilterDefinition<BsonDocument> Is(EventPosition position) => Filter.Eq(PurchaseDocument.Id, position.ToString());

    // By the presence of members: an open event has neither.
    private static FilterDefinition<BsonDocument> Are(RejectedState state) => state switch
    {
        RejectedState.Replayed => Filter.Exists(RejectedDocument.ReplayedAs),
        RejectedState.Dismissed => Filter.Exists(RejectedDocument.DismissedAt),
        _ => Filter.Exists(RejectedDocument.ReplayedAs, exists: false) & Filter.Exists(RejectedDocument.DismissedAt, exists: false),
    };

    // A claim in the far future has expired too: it is from a clock that has been set back since.
    private static FilterDefinition<BsonDocument> AreUnclaimed(EventTimestamp now) =>
        Filter.Exists(RejectedDocument.ReplayingSince, exists: false) |
        Filter.Lte(RejectedDocument.ReplayingSince, $"{now - Limits.ReplayTime}") |
        Filter.Gte(RejectedDocument.ReplayingSince, $"{now + Limits.ReplayTime}");

    // With this filter the first successor is kept, and one of several concurrent calls succeeds: the others find nothing to update.
    private static FilterDefinition<BsonDocument> Waits(EventPosition position) => Is(position) & Are(RejectedState.Waiting);

    // Whether the successor is open instead of its original: it replaced the original now or before, or there is no original.
    private async Task<bool> TakesPlaceAsync(Replayed replay, CancellationToken cancellationToken)
    {
        if (await TryUpdateAsync(Waits(replay.Original), RejectedDocument.MarkReplayed(replay), cancellationToken)) return true;
        var original = await FindAsync(replay.Original, cancellationToken);
        return original is null || original.ReplayedAs == replay.Successor;
    }

    private async Task<bool> TryUpdateAsync(
        FilterDefinition<BsonDocument> filter, UpdateDefinition<BsonDocument> update, CancellationToken cancellationToken)
    {
        var result = await _rejected.WriteAsync(
            (rejected, token) => rejected.UpdateOneAsync(filter, update, cancellationToken: token), cancellationToken);
        return result.MatchedCount == 1;
    }
}
