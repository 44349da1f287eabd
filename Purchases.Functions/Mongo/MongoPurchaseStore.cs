using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Purchases.Functions.Mongo;

/// <summary>Stores purchases in MongoDB.</summary>
internal sealed class MongoPurchaseStore : IPurchaseStore
{
    private readonly MongoCollection _purchases;
    private readonly MongoIndex _byUser;
    private readonly ProjectionDefinition<BsonDocument, Found<PurchaseCreated>> _projection;
    private readonly MongoList<PurchaseCreated> _lists;

    public MongoPurchaseStore(MongoConnection connection, TimeProvider time, ILogger<MongoPurchaseStore> logger)
    {
        _purchases = connection.Purchases;
        _byUser = new(_purchases, "{ userId: 1, timestamp: -1, _id: -1 }", time, logger);
        _projection = PurchaseDocument.Projection(new("purchase of version 1", logger));
        _lists = new(_purchases, PurchaseDocument.Timestamp, _projection);
    }

    public async Task<IReadOnlyList<WriteOutcome>> WriteAsync(
        IReadOnlyList<PurchaseCreated> purchases, CancellationToken cancellationToken)
    {
        var outcomes = new WriteOutcome[purchases.Count];
        if (purchases.Count == 0) return outcomes;

        _byUser.Ask();
        var errors = await _purchases.InsertAsync(
            purchases.Select(PurchaseDocument.Of),
            error => MongoCollection.IsDuplicate(error) || error.Code == MongoFailure.DocumentValidationFailure,
            cancellationToken);
        var duplicates = errors.Where(MongoCollection.IsDuplicate).Select(error => purchases[error.Index].EventId);
        var stored = await FindStoredAsync(duplicates, cancellationToken);
        foreach (var error in errors)
        {
            // If nothing is stored with this _id, a validator or another unique index rejected the purchase, or the stored one was deleted
            // in the meantime. A stored document that isn't a valid purchase is a conflict.
            var purchase = purchases[error.Index];
            outcomes[error.Index] = !stored.Contains(purchase.EventId) ? WriteOutcome.Refused
                : stored[purchase.EventId].Any(found => found?.SameContentAs(purchase) == true) ? WriteOutcome.AlreadyRecorded
                : WriteOutcome.Conflict;
        }

        return outcomes;
    }

    public async Task<PurchaseCreated?> FindAsync(string eventId, CancellationToken cancellationToken) =>
        (await FindDocumentAsync(eventId, cancellationToken)).Item;

    public async Task<IReadOnlyList<PurchaseCreated>> FindAllAsync(
        IReadOnlyCollection<string> eventIds, CancellationToken cancellationToken)
    {
        var found = await FindDocumentsAsync(eventIds, ReadConcern.Majority, cancellationToken);
        return [.. found.SelectMany(purchases => purchases).OfType<PurchaseCreated>()];
    }

    public async IAsyncEnumerable<PurchaseCreated> ListAsync(
        string userId,
        PageCursor? after,
        int? limit,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        _byUser.Ask();
        ListPlace? place = null;
        if (after is not null)
        {
            var document = await FindDocumentAsync(after.Id, cancellationToken);
            place = new(document.Time ?? after.Timestamp.ToString(), after.Id);
        }

        await foreach (var purchase in _lists.ReadAsync(PurchaseDocument.OfUser(userId), place, limit, cancellationToken))
            yield return purchase;
    }

    // Offsets: they are committed after AlreadyRecorded, so only purchases that a failover can't undo count: those of the majority.
    private async Task<ILookup<string, PurchaseCreated?>> FindStoredAsync(
        IEnumerable<string> eventIds, CancellationToken cancellationToken)
    {
        var ids = eventIds.ToHashSet(StringComparer.Ordinal);
        var stored = await FindDocumentsAsync(ids, ReadConcern.Majority, cancellationToken);
        ids.ExceptWith(stored.Select(found => found.Key));
        return (await FindDocumentsAsync(ids, ReadConcern.Local, cancellationToken)).Count == 0
            ? stored
            : throw new UnavailableException("MongoDB has a purchase on its primary that most of its replica set doesn't have yet.");
    }

    /// <returns>By eventId; null for a document that isn't a valid purchase. Collections sharded by another key may have several.</returns>
    private async Task<ILookup<string, PurchaseCreated?>> FindDocumentsAsync(
        IReadOnlyCollection<string> eventIds, ReadConcern concern, CancellationToken cancellationToken)
    {
        // From the primary, whatever MONGO_URI's readPreference is: a secondary may lack what the primary rejected as a duplicate.
        var found = eventIds.Count == 0 ? [] : await _purchases.ReadAsync(
            (purchases, token) => purchases.WithReadPreference(ReadPreference.Primary).WithReadConcern(concern)
                .Find(Builders<BsonDocument>.Filter.In(PurchaseDocument.Id, eventIds), MongoCollection.ReadOptions())
                .Project(_projection)
                .ToListAsync(token),
            cancellationToken);
        return found.Where(document => document.Id is not null).ToLookup(
            document => document.Id!, document => document.Item, StringComparer.Ordinal);
    }

    private Task<Found<PurchaseCreated>> FindDocumentAsync(string eventId, CancellationToken cancellationToken) => _purchases.ReadAsync(
        (purchases, token) => purchases
            .Find(Builders<BsonDocument>.Filter.Eq(PurchaseDocument.Id, eventId), MongoCollection.ReadOptions())
            .Project(_projection)
            .FirstOrDefaultAsync(token),
        cancellationToken);
}
