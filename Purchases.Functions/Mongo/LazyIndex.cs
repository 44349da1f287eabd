using Microsoft.Extensions.Logging;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Purchases.Functions.Mongo;

/// <summary>An index that lists are read by. It is created beside the work that uses it: on a large collection that takes long.</summary>
internal sealed class LazyIndex(string keys, TimeProvider time, ILogger logger)
{
    /// <summary>Between one failed try and the next.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private readonly CreateIndexModel<BsonDocument> _model = new(keys);
    private readonly Lock _lock = new();

    // It exists, was refused for good, or is being created: nothing is to be done.
    private bool _settled;
    private long? _failedAt;
    private bool _saidSo;

    /// <summary>Has the index created unless it exists; returns at once, and never throws.</summary>
    public void Ask(IMongoCollection<BsonDocument> collection)
    {
        lock (_lock)
        {
            if (_settled || (_failedAt is { } failedAt && time.GetElapsedTime(failedAt) < Pause)) return;
            _settled = true;
        }

        _ = Task.Run(() => CreateAsync(collection));
    }

    private async Task CreateAsync(IMongoCollection<BsonDocument> collection)
    {
        try
        {
            await collection.Indexes.CreateOneAsync(_model);
        }
        catch (Exception e) when (MongoFailure.IsRefusal(e))
        {
            MongoLog.NoIndex(logger, keys, ((MongoCommandException)e).Code);
        }
        catch (Exception e)
        {
            // MongoDB is away, which the stores report, or builds the index: asking again waits for the same build, and starts no other.
            lock (_lock) (_settled, _failedAt) = (false, time.GetTimestamp());
            if (e is not MongoConnectionException { ContainsTimeoutException: true } || _saidSo) return;
            _saidSo = true;
            MongoLog.IndexIsBeingBuilt(logger, keys);
        }
    }
}
