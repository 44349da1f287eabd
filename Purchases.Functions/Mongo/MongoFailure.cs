using MongoDB.Driver;

namespace Purchases.Functions.Mongo;

/// <summary>
/// Describes the driver's exceptions for callers and the log: without hosts and secrets, with MongoDB's error code (mongodb/mongo,
/// src/mongo/base/error_codes.yml) and the setting to change, if there is one. Any error of MongoDB or the driver counts as temporary: it
/// ends by itself, or when somebody has changed that setting.
/// </summary>
internal static class MongoFailure
{
    /// <summary>The oldest version of MongoDB that the driver supports.</summary>
    public const string OldestServer = "4.4";

    public const int Unauthorized = 13;
    public const int CannotCreateIndex = 67;
    public const int IndexOptionsConflict = 85;
    public const int IndexKeySpecsConflict = 86;
    public const int DocumentValidationFailure = 121;

    /// <summary>Only Atlas has this code.</summary>
    public const int AtlasError = 8000;

    // Servers without retryable writes report one of these codes, or an error with other words.
    private const int IllegalOperation = 20;
    private const int RetryableWritesNotSupported = 301;

    /// <summary>On servers before 5.0, where it can be switched off.</summary>
    private const int ReadConcernMajorityNotEnabled = 148;

    /// <returns>Null for an exception that isn't MongoDB's or the driver's, and so is a bug.</returns>
    public static string? Describe(Exception exception) => exception switch
    {
        // Before its base class, because a wrong password has a message of its own.
        MongoAuthenticationException => "MongoDB rejects the login. Check user, password and authSource in MONGO_URI.",
        MongoIncompatibleDriverException => $"This version of MongoDB isn't supported: this app needs MongoDB {OldestServer} or later.",
        MongoBulkWriteException { WriteConcernError: { } error } => NotConfirmed(error.Code),
        MongoWriteConcernException error => NotConfirmed(error.Code),
        MongoBulkWriteException { WriteErrors.Count: > 0 } bulk => $"MongoDB rejects a write (code {CodeOf(bulk)}).",
        MongoWriteException { WriteError: { } error } => $"MongoDB rejects a write (code {error.Code}).",
        MongoWriteException { WriteConcernError: { } error } => NotConfirmed(error.Code),
        MongoCommandException command => $"MongoDB rejects a command (code {command.Code}).{Advice(command)}",
        MongoExecutionTimeoutException => "MongoDB took too long for a query. If this persists, check that its indexes exist.",
        TimeoutException timeout when IsOfPool(timeout) =>
            "All connections to MongoDB were in use for too long. If this persists, raise maxPoolSize in MONGO_URI.",
        TimeoutException => "MongoDB can't be reached.",
        MongoConnectionException => "The connection to MongoDB failed.",
        MongoException => $"MongoDB can't be used now ({exception.GetType().Name}).",
        _ => null,
    };

    private static string NotConfirmed(int code) =>
        $"MongoDB could not confirm a write on enough members of its replica set (code {code}). It is tried again.";

    private static string Advice(MongoCommandException command) => command.Code switch
    {
        Unauthorized => " Give the user of MONGO_URI the role readWrite on the database of MONGO_DB.",
        AtlasError => " On Atlas: the user of MONGO_URI may not do this, or the cluster's space is used up.",
        ReadConcernMajorityNotEnabled => " Remove enableMajorityReadConcern: false from the servers' configuration.",
        IllegalOperation or RetryableWritesNotSupported => NoRetries,
        _ => command.Message.Contains("retryable writes", StringComparison.OrdinalIgnoreCase) ? NoRetries : "",
    };

    private const string NoRetries = " If the server has no retryable writes, add retryWrites=false to MONGO_URI.";

    // The driver (3.14, ExclusiveConnectionPool) throws the same type if no server is found; only the message differs.
    private static bool IsOfPool(TimeoutException exception) =>
        exception.Message.Contains("waiting for a connection", StringComparison.Ordinal);

    // Duplicates are expected, and may precede the unexpected error.
    private static int CodeOf(MongoBulkWriteException bulk) =>
        (bulk.WriteErrors.FirstOrDefault(error => error.Category != ServerErrorCategory.DuplicateKey) ?? bulk.WriteErrors[0]).Code;
}
