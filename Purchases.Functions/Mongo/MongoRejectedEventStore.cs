using Microsoft.Extensions.Logging;
using MongoDB.Bson;
using MongoDB.Driver;
using Purchases.Core;

namespace Purchases.Functions.Mongo;

/// <summary>The rejected events in MongoDB.</summary>
internal sealed class MongoRejectedEventStore : IRejectedEventStore
{
    // One insert's share: rejected events may be large, and each insert must end in time.
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

        // The first serves the list of those that are open, however many are closed: to an index what is absent is null, so they lie
        // together, newest first. The second serves the lists of those that are closed.
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
            // The original is marked before its successor is kept, so that they are never both open. After a failure in between the batch
            // comes again.
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

    public Task<RejectedEvent?> FindAsync(EventPosition position, CancellationToken cancellationToken) =>
        FindAsync(position, rejected => rejected, cancellationToken);

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

    // By members that are there or not: documents from before an event could be dismissed are open like any other.
    private static FilterDefinition<BsonDocument> Are(RejectedState state) => state switch
    {
        RejectedState.Replayed => Filter.Exists(RejectedDocument.ReplayedAs),
        RejectedState.Dismissed => Filter.Exists(RejectedDocument.DismissedAt),
        _ => Filter.Exists(RejectedDocument.ReplayedAs, exists: false) & Filter.Exists(RejectedDocument.DismissedAt, exists: false),
    };

    // A claim counts for its time on both sides of now: a clock that was set back must not hold an event for years.
    private static FilterDefinition<BsonDocument> AreUnclaimed(EventTimestamp now) =>
        Filter.Exists(RejectedDocument.ReplayingSince, exists: false) |
        Filter.Lte(RejectedDocument.ReplayingSince, $"{now - Limits.ReplayTime}") |
        Filter.Gte(RejectedDocument.ReplayingSince, $"{now + Limits.ReplayTime}");

    // The filter keeps the first successor, and lets one of several concurrent calls succeed: the others find nothing to update.
    private static FilterDefinition<BsonDocument> Waits(EventPosition position) => Is(position) & Are(RejectedState.Waiting);

    private async Task<RejectedEvent?> FindAsync(
        EventPosition position,
        Func<IMongoCollection<BsonDocument>, IMongoCollection<BsonDocument>> from,
        CancellationToken cancellationToken)
    {
        var found = await _rejected.ReadAsync(
            (rejected, token) => from(rejected)
                .Find(Is(position), MongoCollection.ReadOptions())
                .Project(_whole)
                .FirstOrDefaultAsync(token),
            cancellationToken);
        return found.Item;
    }

    // Whether the successor is open in its original's place; also when it took that place before, or there is none to take.
    private async Task<bool> TakesPlaceAsync(Replayed replay, CancellationToken cancellationToken)
    {
        if (await TryUpdateAsync(Waits(replay.Original), RejectedDocument.MarkReplayed(replay), cancellationToken)) return true;

        // Another member than the primary may not know yet that the original was replayed or dismissed.
        var original = await FindAsync(
            replay.Original, rejected => rejected.WithReadPreference(ReadPreference.Primary), cancellationToken);
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
