using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using MongoDB.Bson;
using MongoDB.Driver;
using Purchases.Core;

namespace Purchases.Functions.Mongo;

/// <summary>The purchases in MongoDB.</summary>
internal sealed class MongoPurchaseStore(MongoConnection connection, ILogger<MongoPurchaseStore> logger) : IPurchaseStore
{
    // A list is read in portions, each by a query of its own: a cursor would be held open on the server for a slow reader,
    // and be gone when it is slower than the server waits.
    private const int PortionDocuments = 1000;

    private readonly LazyIndex _byUser = new("{ userId: 1, timestamp: -1, _id: -1 }", logger);

    public Task<IReadOnlyList<WriteOutcome>> WriteAsync(IReadOnlyList<PurchaseCreated> purchases, CancellationToken cancellationToken) =>
        MongoFailure.TranslatedAsync<IReadOnlyList<WriteOutcome>>(async () =>
        {
            var outcomes = new WriteOutcome[purchases.Count];
            if (purchases.Count == 0) return outcomes;

            await _byUser.EnsureAsync(connection.Purchases, cancellationToken);
            var errors = await MongoInserts.InsertAsync(
                connection.Purchases,
                purchases.Select(PurchaseDocument.Of),
                error => MongoInserts.IsDuplicate(error) || IsRefusal(error),
                cancellationToken);
            var stored = await FindDocumentsAsync(errors.Where(MongoInserts.IsDuplicate).Select(error => purchases[error.Index].EventId), cancellationToken);
            foreach (var error in errors)
            {
                // A duplicate that isn't there is one of another unique index, or was deleted meanwhile.
                var purchase = purchases[error.Index];
                outcomes[error.Index] = !stored.TryGetValue(purchase.EventId, out var document) ? WriteOutcome.Refused
                    : PurchaseDocument.SameContent(document, purchase) ? WriteOutcome.AlreadyRecorded
                    : WriteOutcome.Conflict;
            }

            return outcomes;
        });

    public Task<PurchaseCreated?> FindAsync(string eventId, CancellationToken cancellationToken) =>
        MongoFailure.TranslatedAsync(async () => await FindDocumentAsync(eventId, cancellationToken) is { } document ? ToPurchase(document) : null);

    public Task<IReadOnlyList<PurchaseCreated>> FindAllAsync(IReadOnlyCollection<string> eventIds, CancellationToken cancellationToken) =>
        MongoFailure.TranslatedAsync<IReadOnlyList<PurchaseCreated>>(async () =>
            [.. (await FindDocumentsAsync(eventIds, cancellationToken)).Values.Select(ToPurchase).OfType<PurchaseCreated>()]);

    public async IAsyncEnumerable<PurchaseCreated> ListAsync(
        string userId,
        PageCursor? after,
        int? limit,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var left = limit ?? int.MaxValue;
        var place = after is null ? null : await MongoFailure.TranslatedAsync(() => PlaceAsync(after, cancellationToken));
        while (left > 0)
        {
            var count = Math.Min(left, PortionDocuments);
            var from = place;
            var portion = await MongoFailure.TranslatedAsync(() => PortionAsync(userId, from, count, cancellationToken));
            foreach (var document in portion)
            {
                if (ToPurchase(document) is not { } purchase) continue;
                yield return purchase;
                left--;
            }

            if (portion.Count < count) yield break;
            place = ListPlace.Of(portion[^1], PurchaseDocument.Timestamp);
        }
    }

    // DocumentValidationFailure (mongodb/mongo, src/mongo/base/error_codes.yml): the collection has a rule that this document breaks, for good.
    private static bool IsRefusal(BulkWriteError error) => error.Code == 121;

    private async Task<Dictionary<string, BsonDocument>> FindDocumentsAsync(IEnumerable<string> eventIds, CancellationToken cancellationToken)
    {
        var ids = eventIds.Distinct(StringComparer.Ordinal).ToList();
        if (ids.Count == 0) return [];

        // From the primary, whatever MONGO_URI says of reads: another member may not have yet what the primary refused as a duplicate.
        var documents = await connection.Purchases.WithReadPreference(ReadPreference.Primary)
            .Find(Builders<BsonDocument>.Filter.In(PurchaseDocument.Id, ids))
            .ToListAsync(cancellationToken);
        return documents.ToDictionary(document => document[PurchaseDocument.Id].AsString, StringComparer.Ordinal);
    }

    private async Task<BsonDocument?> FindDocumentAsync(string eventId, CancellationToken cancellationToken) =>
        await connection.Purchases.Find(Builders<BsonDocument>.Filter.Eq(PurchaseDocument.Id, eventId)).FirstOrDefaultAsync(cancellationToken);

    private async Task<ListPlace> PlaceAsync(PageCursor after, CancellationToken cancellationToken) =>
        ListPlace.Of(after, await FindDocumentAsync(after.Id, cancellationToken), PurchaseDocument.Timestamp);

    private async Task<List<BsonDocument>> PortionAsync(string userId, ListPlace? after, int count, CancellationToken cancellationToken)
    {
        await _byUser.EnsureAsync(connection.Purchases, cancellationToken);
        var ofUser = Builders<BsonDocument>.Filter.Eq(PurchaseDocument.UserId, userId);
        return await connection.Purchases.Find(ListPlace.Behind(ofUser, PurchaseDocument.Timestamp, after), new FindOptions { BatchSize = count })
            .Sort(ListPlace.NewestFirst(PurchaseDocument.Timestamp))
            .Limit(count)
            .ToListAsync(cancellationToken);
    }

    private PurchaseCreated? ToPurchase(BsonDocument document)
    {
        if (PurchaseDocument.TryRead(document, out var purchase)) return purchase;
        MongoLog.Unreadable(logger, document.GetValue(PurchaseDocument.Id, BsonNull.Value).ToString());
        return null;
    }
}
