using System.Runtime.CompilerServices;
using MongoDB.Bson;
using MongoDB.Driver;
using Purchases.Core;

namespace Purchases.Functions.Mongo;

/// <summary>
/// A place in a list as MongoDB sorts it: by the text of a time, then by _id, both descending. The text is the document's own: the Python
/// original omits a fraction of zero, and such text sorts before ours for the same moment.
/// </summary>
internal readonly record struct ListPlace(string Time, string Id);

/// <summary>
/// Lists, newest first, each read by one cursor. A cursor may be gone before its list has been read: the server closes one that isn't used
/// for 10 minutes, which a slow client exceeds, and loses it at a failover. Reading then continues behind the last place.
/// </summary>
/// <param name="timeName">The member that lists are sorted by, as text.</param>
/// <param name="projection">The members that are read, and how.</param>
internal sealed class MongoList<T>(MongoCollection collection, string timeName, ProjectionDefinition<BsonDocument, Found<T>> projection)
    where T : class
{
    /// <param name="of">The documents that belong to the list.</param>
    /// <param name="after">Starts behind this place; null starts at the newest.</param>
    /// <param name="limit">At most this many items; null for all.</param>
    /// <exception cref="UnavailableException">MongoDB can't be read now.</exception>
    public async IAsyncEnumerable<T> ReadAsync(
        FilterDefinition<BsonDocument> of,
        ListPlace? after,
        int? limit,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // The first query asks for no more than is wanted. Only when some of that can't be read does a second one ask for the rest.
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
                        // Only a document with both texts has a place from which reading can continue. What sorts behind that place and
                        // isn't found from there has another type in one of them, so it isn't ours.
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

    // $lte beside $or gives the index a range to begin at; the $or alone would have it read from the newest on. No $type here: on
    // DocumentDB it reads every text of the index.
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

    /// <returns>Null when the cursor is gone: a new one may continue, since this one has led to another place.</returns>
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

    // To dispose of a cursor that hasn't ended, the driver (3.14) sends killCursors and waits for the answer, without an asynchronous way.
    // A thread of its own waits, so that a server that doesn't answer occupies none that others need.
    private static void Close(IAsyncCursor<Found<T>> cursor, bool ended)
    {
        if (ended)
            cursor.Dispose();
        else
            _ = Task.Factory.StartNew(cursor.Dispose, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }
}
