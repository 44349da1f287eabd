using MongoDB.Driver;
using Purchases.Core;

namespace Purchases.Functions.Mongo;

/// <summary>
/// Sorts what the driver throws. Whatever may pass, or passes once somebody has put a setting right, becomes a
/// <see cref="StoreUnavailableException"/>: nothing is skipped meanwhile. The rest is a bug, and left as it is.
/// </summary>
internal static class MongoFailure
{
    // Codes of mongodb/mongo, src/mongo/base/error_codes.yml; 16500 is Azure Cosmos DB's "request rate too large".
    private const int Unauthorized = 13;
    private const int AtlasError = 8000;
    private const int TooManyRequests = 16500;

    /// <summary>Makes a call of the driver.</summary>
    /// <exception cref="StoreUnavailableException">It failed in a way that may pass.</exception>
    public static async Task<T> TranslatedAsync<T>(Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (Exception e) when (Describe(e) is { } message)
        {
            throw new StoreUnavailableException(message, e);
        }
    }

    /// <summary>What to tell callers, without hosts and secrets; null for what isn't the store's to tell.</summary>
    public static string? Describe(Exception exception) => exception switch
    {
        // Before its base class: a wrong password doesn't pass.
        MongoAuthenticationException => "MongoDB refuses the login. Check user, password and authSource in MONGO_URI.",
        MongoCommandException { Code: Unauthorized } =>
            "MongoDB's user may not do this. Give the user of MONGO_URI readWrite on the database of MONGO_DB.",
        MongoCommandException { Code: AtlasError } =>
            "MongoDB Atlas refuses it: the user of MONGO_URI may not do this, or the cluster's space is used up.",
        MongoBulkWriteException { WriteConcernError: { } error } =>
            $"MongoDB could not confirm a write on enough members of its replica set (code {error.Code}). It is tried again.",
        MongoBulkWriteException { WriteErrors.Count: > 0 } bulk =>
            $"MongoDB refuses to store a document (code {CodeOf(bulk)}). Check the rules and the space of the collection in MONGO_COLLECTION.",
        TimeoutException => "MongoDB can't be reached.",
        _ => IsPassing(exception) ? "MongoDB can't be used now." : null,
    };

    /// <summary>Whether MongoDB heard of the call, so that trying it again at once is worthless.</summary>
    public static bool IsRefusal(Exception exception) => exception is MongoCommandException && !IsPassing(exception);

    // A duplicate is no refusal, and may stand before the one that is.
    private static int CodeOf(MongoBulkWriteException bulk) =>
        (bulk.WriteErrors.FirstOrDefault(error => error.Category != ServerErrorCategory.DuplicateKey) ?? bulk.WriteErrors[0]).Code;

    private static bool IsPassing(Exception exception) => exception
        is MongoConnectionException
        or MongoConnectionPoolPausedException
        or MongoWaitQueueFullException
        or MongoNotPrimaryException
        or MongoNodeIsRecoveringException
        or MongoExecutionTimeoutException
        or MongoCursorNotFoundException
        or MongoWriteConcernException
        or MongoCommandException { Code: TooManyRequests }
        || (exception is MongoException mongo && (mongo.HasErrorLabel("RetryableWriteError") || mongo.HasErrorLabel("TransientTransactionError")));
}
