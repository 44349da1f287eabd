using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using MongoDB.Bson;
using MongoDB.Driver;
using Purchases.Core;

namespace Purchases.Functions.Mongo;

/// <summary>The purchases in MongoDB.</summary>
internal sealed class MongoPurchaseStore(MongoConnection connection, TimeProvider time, ILogger<MongoPurchaseStore> logger) : IPurchaseStore
{
    private readonly Portions _portions = new(PurchaseDocument.Timestamp);
    private readonly LazyIndex _byUser = new("{ userId: 1, timestamp: -1, _id: -1 }", time, logger);
    private readonly UnreadableDocuments _unreadable = new("purchase of version 1", logger);

    public Task<IReadOnlyList<WriteOutcome>> WriteAsync(IReadOnlyList<PurchaseCreated> purchases, CancellationToken cancellationToken) =>
        MongoFailure.TranslatedAsync<IReadOnlyList<WriteOutcome>>(async () =>
        {
            var outcomes = new WriteOutcome[purchases.Count];
            if (purchases.Count == 0) return outcomes;

            _byUser.Ask(connection.Purchases);
            var errors = await MongoInserts.InsertAsync(
                connection.Purchases,
                purchases.Select(PurchaseDocument.Of),
                error => MongoInserts.IsDuplicate(error) || error.Code == ServerCodes.DocumentValidationFailure,
                cancellationToken);
            var duplicates = errors.Where(MongoInserts.IsDuplicate).Select(error => purchases[error.Index].EventId);
            var stored = await FindStoredAsync(duplicates, cancellationToken);
            foreach (var error in errors)
            {
                // Nothing is stored under this _id: a validator or another unique index refused it, or the stored one was deleted
                // meanwhile. A stored document that can't be read as a purchase is a conflict.
                var purchase = purchases[error.Index];
                var found = stored[purchase.EventId];
                outcomes[error.Index] = !found.Any() ? WriteOutcome.Refused
                    : found.Any(document => ToPurchase(document)?.SameContentAs(purchase) == true) ? WriteOutcome.AlreadyRecorded
                    : WriteOutcome.Conflict;
            }

            return outcomes;
        });

    public Task<PurchaseCreated?> FindAsync(string eventId, CancellationToken cancellationToken) =>
        MongoFailure.TranslatedAsync(async () => ToPurchase(await FindDocumentAsync(eventId, cancellationToken)));

    public Task<IReadOnlyList<PurchaseCreated>> FindAllAsync(IReadOnlyCollection<string> eventIds, CancellationToken cancellationToken) =>
        MongoFailure.TranslatedAsync<IReadOnlyList<PurchaseCreated>>(async () =>
        {
            var found = await FindDocumentsAsync(eventIds, ReadConcern.Majority, cancellationToken);
            return [.. found.SelectMany(documents => documents).Select(ToPurchase).OfType<PurchaseCreated>()];
        });

    public async IAsyncEnumerable<PurchaseCreated> ListAsync(
        string userId,
        PageCursor? after,
        int? limit,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var left = limit ?? int.MaxValue;
        if (left == 0) yield break;

        _byUser.Ask(connection.Purchases);
        var place = after is null ? null : await MongoFailure.TranslatedAsync(() => PlaceAsync(after, cancellationToken));
        await foreach (var found in _portions.ReadAsync(connection.Purchases, PurchaseDocument.Of(userId), place, left, cancellationToken))
        {
            if (ToPurchase(found) is not { } purchase) continue;
            yield return purchase;
            if (--left == 0) yield break;
        }
    }

    // AlreadyRecorded lets the offset move. So it is what a majority of the members has that counts, and no failover takes away.
    private async Task<ILookup<string, FoundDocument>> FindStoredAsync(IEnumerable<string> eventIds, CancellationToken cancellationToken)
    {
        var ids = eventIds.ToHashSet(StringComparer.Ordinal);
        var stored = await FindDocumentsAsync(ids, ReadConcern.Majority, cancellationToken);
        ids.ExceptWith(stored.Select(documents => documents.Key));
        return (await FindDocumentsAsync(ids, ReadConcern.Local, cancellationToken)).Count == 0
            ? stored
            : throw new UnavailableException("MongoDB has a purchase on its primary that most of its replica set doesn't have yet.");
    }

    // By _id, which a collection that is sharded by another key may hold twice.
    private async Task<ILookup<string, FoundDocument>> FindDocumentsAsync(
        IReadOnlyCollection<string> eventIds,
        ReadConcern concern,
        CancellationToken cancellationToken)
    {
        if (eventIds.Count == 0) return Enumerable.Empty<FoundDocument>().ToLookup(_ => "", StringComparer.Ordinal);

        // From the primary, whatever MONGO_URI says of reads: another member may not have yet what the primary refused as a duplicate.
        var found = await connection.Purchases.WithReadPreference(ReadPreference.Primary).WithReadConcern(concern)
            .Find(Builders<BsonDocument>.Filter.In(PurchaseDocument.Id, eventIds))
            .As(FoundDocumentSerializer.Instance)
            .ToListAsync(cancellationToken);
        return found.Where(document => document.Id.IsString).ToLookup(document => document.Id.AsString, StringComparer.Ordinal);
    }

    private async Task<FoundDocument?> FindDocumentAsync(string eventId, CancellationToken cancellationToken) =>
        await connection.Purchases.Find(Builders<BsonDocument>.Filter.Eq(PurchaseDocument.Id, eventId))
            .As(FoundDocumentSerializer.Instance)
            .FirstOrDefaultAsync(cancellationToken);

    private async Task<ListPlace> PlaceAsync(PageCursor after, CancellationToken cancellationToken) =>
        ListPlace.Of(after, (await FindDocumentAsync(after.Id, cancellationToken))?.Content, PurchaseDocument.Timestamp);

    private PurchaseCreated? ToPurchase(FoundDocument? found) => _unreadable.Read(found, PurchaseDocument.Read);
}
