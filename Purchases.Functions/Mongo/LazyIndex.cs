using Microsoft.Extensions.Logging;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Purchases.Functions.Mongo;

/// <summary>An index that lists are read by, created once per process when its collection is first used.</summary>
internal sealed class LazyIndex(string keys, ILogger logger)
{
    private readonly CreateIndexModel<BsonDocument> _model = new(keys);

    private int _asked;

    /// <summary>Creates the index unless it exists. Where the user may not, that is logged once and everything goes on without.</summary>
    /// <exception cref="Exception">The driver's own, when MongoDB isn't there: the next call tries again.</exception>
    public async Task EnsureAsync(IMongoCollection<BsonDocument> collection, CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _asked, 1) == 1) return;
        try
        {
            await collection.Indexes.CreateOneAsync(_model, cancellationToken: cancellationToken);
        }
        catch (Exception e) when (MongoFailure.IsRefusal(e) || e is MongoConnectionException { ContainsTimeoutException: true })
        {
            // No answer in time: on a large collection it is still being built.
            MongoLog.NoIndex(logger, keys, e is MongoCommandException command ? $"code {command.Code}" : "no answer yet");
        }
        catch
        {
            Volatile.Write(ref _asked, 0);
            throw;
        }
    }
}
