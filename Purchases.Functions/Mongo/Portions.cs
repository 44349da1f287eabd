using System.Runtime.CompilerServices;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Purchases.Functions.Mongo;

/// <summary>
/// A list, newest first, read in portions, each by a query of its own: a cursor would be held open on the server for a slow reader, and
/// be gone when it is slower than the server waits.
/// </summary>
/// <param name="timeName">The member that says when, as text.</param>
/// <param name="members">Those that are wanted; none for all.</param>
internal sealed class Portions(string timeName, params ReadOnlySpan<string> members)
{
    /// <summary>How many are read at once.</summary>
    public const int DocumentsMax = 1000;

    private readonly ProjectionDefinition<BsonDocument, FoundDocument> _projection =
        new BsonDocumentProjectionDefinition<BsonDocument, FoundDocument>(
            new(members.ToArray().Select(member => new BsonElement(member, 1))), FoundDocumentSerializer.Instance);

    /// <param name="of">Which documents belong to the list.</param>
    /// <param name="after">Starts behind this place; null starts at the newest.</param>
    /// <param name="wanted">The caller stops when it has so many; some of those that come may be of no use to it.</param>
    /// <exception cref="Core.UnavailableException">MongoDB can't be read now.</exception>
    public async IAsyncEnumerable<FoundDocument> ReadAsync(
        IMongoCollection<BsonDocument> collection,
        FilterDefinition<BsonDocument> of,
        ListPlace? after,
        int wanted,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (place, passed) = (after, 0);
        for (var count = Math.Min(wanted, DocumentsMax); ; count = DocumentsMax)
        {
            var query = collection.Find(ListPlace.Behind(of, timeName, place), new FindOptions { BatchSize = count })
                .Sort(ListPlace.NewestFirst(timeName))
                .Skip(passed)
                .Limit(count)
                .Project(_projection);
            var portion = await MongoFailure.TranslatedAsync(() => query.ToListAsync(cancellationToken));
            foreach (var document in portion)
            {
                // A document whose time or _id isn't text has no place. The next query begins at the last one that has, and skips those
                // since: they must neither end the list nor begin it anew.
                (place, passed) = ListPlace.Of(document.Content, timeName) is { } itsPlace ? (itsPlace, 0) : (place, passed + 1);
                yield return document;
            }

            if (portion.Count < count) yield break;
        }
    }
}
