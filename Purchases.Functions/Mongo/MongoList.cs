using System.Runtime.CompilerServices;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Purchases.Functions.Mongo;

/// <summary>
/// A place in a list as MongoDB sorts it: by the text of a time, then by _id, both descending. It contains the document's own text, because
/// the Python original omits a fraction of zero, and that text sorts differently from this app's for the same moment.
/// </summary>
internal readonly record struct ListPlace(string Time, string Id);

/// <summary>
/// Reads lists, newest first, each by one cursor. The server closes a cursor that isn't used for 10 minutes (for a slow client), and loses
/// it in a failover. Reading then continues after the last place with a new cursor.
/// </summary>
/// <param name="timeName">The member that lists are sorted by, as text.</param>
/// <param name="projection">What is read of each document, and how.</param>
internal sealed class MongoList<T>(MongoCollection collection, string timeName, ProjectionDefinition<BsonDocument, Found<T>> projection)
    where T : class
{
    /// <param name="of">The filter of the list's documents.</param>
    /// <param name="after">Starts after this place; null starts at the newest.</param>
    /// <param name="limit">The maximum number of items; null for all.</param>
    /// <exception cref="UnavailableException">MongoDB can't be read now.</exception>
    public async IAsyncEnumerable<T> ReadAsync(
        FilterDefinition<BsonDocument> of,
        ListPlace? after,
        int? limit,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // The first query is limited to what is wanted. A second one follows only if some of those documents are invalid.
        var (place, left) = (after, limit ?? int.MaxValue);
        for (var ask = limit; left > 0; ask = null)
        {
            var (start, read, ended) = (place, 0, false);
            var cursor = await FindAsync(of, place, ask, cancellationToken);
            try
            {
                while (await TryMoveAsync(cursor, mayResume: place != start, cancellationToken) is { } more)
                {
                    ended = !more;
                    if (ended) break;
                    foreach (var found in cursor.Current)
                    {
                        // Reading can continue only from a document with both texts. Documents that sort after it and aren't found from
                        // there have another type in one of the two, so they aren't valid anyway.
                        read++;
                        if (found is { Time: { } time, Id: { } id }) place = new(time, id);
                        if (found.Item is not { } item) continue;
                        yield return item;
                        if (--left == 0) yield break;
                    }
                }
            }
            finally
            {
                Close(cursor, ended);
            }

            if (ended && (ask is null || read < ask)) yield break;
        }
    }

    // With $lte in addition to $or, the index is read from the place on; with $or alone, from the newest document on. There is no $type
    // filter, because with it DocumentDB (0.108) reads every text of the index.
    private FilterDefinition<BsonDocument> Behind(FilterDefinition<BsonDocument> all, ListPlace? after)
    {
        var filter = Builders<BsonDocument>.Filter;
        return after is { } place
            ? all & filter.Lte(timeName, place.Time) & (filter.Lt(timeName, place.Time) | filter.Lt(PurchaseDocument.Id, place.Id))
            : all;
    }

    private Task<IAsyncCursor<Found<T>>> FindAsync(
        FilterDefinition<BsonDocument> of, ListPlace? after, int? limit, CancellationToken cancellationToken) => collection.ReadAsync(
            (documents, token) => documents
                .Find(Behind(of, after), MongoCollection.ReadOptions(batchSize: limit ?? Limits.ListPortion))
                .Sort(Builders<BsonDocument>.Sort.Descending(timeName).Descending(PurchaseDocument.Id))
                .Limit(limit)
                .Project(projection)
                .ToCursorAsync(token),
            cancellationToken);

    /// <returns>Null if the cursor is lost and a new one may continue, because this one has made progress.</returns>
    private async Task<bool?> TryMoveAsync(IAsyncCursor<Found<T>> cursor, bool mayResume, CancellationToken cancellationToken)
    {
        try
        {
            return await collection.ReadAsync((_, token) => cursor.MoveNextAsync(token), cancellationToken);
        }
        catch (UnavailableException) when (mayResume)
        {
            return null;
        }
    }

    // Disposing of a cursor that hasn't ended sends killCursors and blocks until the reply; the driver (3.14) has no asynchronous way. A
    // thread of its own waits, so that a server that doesn't reply blocks no thread of the pool.
    private static void Close(IAsyncCursor<Found<T>> cursor, bool ended)
    {
        if (ended)
            cursor.Dispose();
        else
            _ = Task.Factory.StartNew(cursor.Dispose, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }
}
