using Microsoft.Extensions.Logging;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Purchases.Functions.Mongo;

/// <summary>An index for lists. It is created in the background, since that can take long on a large collection.</summary>
internal sealed class MongoIndex(MongoCollection collection, string keys, TimeProvider time, ILogger logger)
{
    /// <summary>The pause between a failed attempt and the next one.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private readonly CreateIndexModel<BsonDocument> _model = new(keys);
    private readonly Lock _lock = new();

    // It exists, was rejected permanently, or is being created.
    private bool _settled;
    private long? _failedAt;
    private bool _slowLogged;

    /// <summary>Creates the index unless it exists. Returns immediately and never throws.</summary>
    public void Ask()
    {
        lock (_lock)
        {
            if (_settled || (_failedAt is { } failedAt && time.GetElapsedTime(failedAt) < Pause)) return;
            _settled = true;
        }

        _ = Task.Run(CreateAsync);
    }

    private async Task CreateAsync()
    {
        try
        {
            await collection.CreateIndexAsync(_model);
        }
        catch (MongoCommandException e) when (e.Code is MongoFailure.IndexOptionsConflict or MongoFailure.IndexKeySpecsConflict)
        {
            // An index with these keys or this name exists with other options, such as DocumentDB's ordered index.
        }
        catch (MongoCommandException e) when (e.Code is
            MongoFailure.Unauthorized or MongoFailure.CannotCreateIndex or MongoFailure.AtlasError)
        {
            MongoLog.NoIndex(logger, keys, e.Code);
        }
        catch (Exception e)
        {
            // MongoDB is down, which the stores report, or is building the index: another request waits for the same build.
            lock (_lock) (_settled, _failedAt) = (false, time.GetTimestamp());
            if (e is not MongoConnectionException { ContainsTimeoutException: true } || _slowLogged) return;
            _slowLogged = true;
            MongoLog.IndexIsBeingBuilt(logger, keys);
        }
    }
}
