using System.Collections.Frozen;

namespace Purchases.Functions.Mongo;

/// <summary>MongoDB's error codes (mongodb/mongo, src/mongo/base/error_codes.yml), so far as they decide what is to be done.</summary>
internal static class ServerCodes
{
    public const int Unauthorized = 13;
    public const int DocumentValidationFailure = 121;

    /// <summary>Of servers before 5.0, where an option switches it off.</summary>
    public const int ReadConcernMajorityNotEnabled = 148;

    /// <summary>Of Atlas alone.</summary>
    public const int AtlasError = 8000;

    // Of the network, of time, of load, of elections and of interruptions.
    private static readonly FrozenSet<int> Passing = FrozenSet.Create(
        6, // HostUnreachable
        7, // HostNotFound
        24, // LockTimeout
        89, // NetworkTimeout
        91, // ShutdownInProgress
        112, // WriteConflict
        133, // FailedToSatisfyReadPreference
        134, // ReadConcernMajorityNotAvailableYet
        175, // QueryPlanKilled
        189, // PrimarySteppedDown
        202, // NetworkInterfaceExceededTimeLimit
        216, // ElectionInProgress
        237, // CursorKilled
        262, // ExceededTimeLimit
        355, // InterruptedDueToStorageChange
        365, // TemporarilyUnavailable
        371, // UserWritesBlocked
        384, // ConnectionError
        402, // ResourceExhausted
        407, // PooledConnectionAcquisitionExceededTimeLimit
        433, // AdmissionQueueOverflow
        449, // RateLimitExceeded
        450, // PooledConnectionAcquisitionRejected
        462, // IngressRequestRateLimitExceeded
        9001, // SocketException
        10058, // LegacyNotPrimary
        10107, // NotWritablePrimary
        11600, // InterruptedAtShutdown
        11601, // Interrupted
        11602, // InterruptedDueToReplStateChange
        13435, // NotPrimaryNoSecondaryOk
        13436, // NotPrimaryOrSecondary
        16500); // Azure Cosmos DB: "request rate too large"

    /// <summary>Whether the same call may well succeed a moment later.</summary>
    public static bool MayPass(int code) => Passing.Contains(code);
}
