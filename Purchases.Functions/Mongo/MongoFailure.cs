using MongoDB.Driver;
using Purchases.Core;

namespace Purchases.Functions.Mongo;

/// <summary>
/// Sorts what the driver throws. Whatever may pass, or passes once somebody has put a setting right, becomes a
/// <see cref="UnavailableException"/>: nothing is skipped meanwhile. The rest is a bug, and left as it is.
/// </summary>
internal static class MongoFailure
{
    /// <summary>The oldest version of MongoDB that the driver talks to.</summary>
    public const string OldestServer = "4.4";

    private static readonly string[] PassingLabels = ["RetryableWriteError", "RetryableError", "TransientTransactionError"];

    /// <summary>Makes a call of the driver.</summary>
    /// <exception cref="UnavailableException">It failed in a way that may pass.</exception>
    public static async Task<T> TranslatedAsync<T>(Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (Exception e) when (Describe(e) is { } message)
        {
            throw new UnavailableException(message, e);
        }
    }

    /// <summary>What to tell callers, without hosts and secrets; null for what isn't the store's to tell.</summary>
    public static string? Describe(Exception exception) => exception switch
    {
        // Before its base class: a wrong password doesn't pass.
        MongoAuthenticationException => "MongoDB refuses the login. Check user, password and authSource in MONGO_URI.",
        MongoCommandException { Code: ServerCodes.Unauthorized } =>
            "MongoDB's user may not do this. Give the user of MONGO_URI readWrite on the database of MONGO_DB.",
        MongoCommandException { Code: ServerCodes.AtlasError } =>
            "MongoDB Atlas refuses it: the user of MONGO_URI may not do this, or the cluster's space is used up.",
        MongoBulkWriteException { WriteConcernError: { } error } =>
            $"MongoDB could not confirm a write on enough members of its replica set (code {error.Code}). It is tried again.",
        MongoBulkWriteException { WriteErrors.Count: > 0 } bulk when CodeOf(bulk) is var code => ServerCodes.MayPass(code)
            ? NotNow(code)
            : $"MongoDB refuses to store a document (code {code}). Check the rules and the space of the collection in MONGO_COLLECTION.",
        MongoIncompatibleDriverException => $"MongoDB's version doesn't suit this app: it needs MongoDB {OldestServer} or later.",
        MongoCommandException { Code: ServerCodes.ReadConcernMajorityNotEnabled } =>
            "MongoDB doesn't offer majority reads. Remove enableMajorityReadConcern: false from the servers' configuration.",
        MongoCommandException { Code: var code } when ServerCodes.MayPass(code) => NotNow(code),
        TimeoutException timeout when IsOfPool(timeout) =>
            "All connections to MongoDB were in use for too long. If this lasts, raise maxPoolSize in MONGO_URI.",
        TimeoutException => "MongoDB can't be reached.",
        _ => IsPassing(exception) ? "MongoDB can't be used now." : null,
    };

    /// <summary>Whether MongoDB answered and refused: the same call would fail again at once.</summary>
    public static bool IsRefusal(Exception exception) => exception is MongoCommandException && !IsPassing(exception);

    private static string NotNow(int code) => $"MongoDB can't do this now (code {code}).";

    // The driver (3.14, ExclusiveConnectionPool) throws the same type when no server is found; only the message differs.
    private static bool IsOfPool(TimeoutException exception) =>
        exception.Message.Contains("waiting for a connection", StringComparison.Ordinal);

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
        || (exception is MongoCommandException command && ServerCodes.MayPass(command.Code))
        || (exception is MongoException mongo && PassingLabels.Any(mongo.HasErrorLabel));
}
