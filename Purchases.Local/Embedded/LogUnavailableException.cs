using Microsoft.Data.Sqlite;

namespace Purchases.Local.Embedded;

/// <summary>The event log, or its consumers' offsets, can't be used now. Nothing was written; the same call may work later.</summary>
internal sealed class LogUnavailableException(string message, Exception? innerException = null) : Exception(message, innerException)
{
    /// <summary>Whether a data file is gone, so that nothing else can be used either.</summary>
    public bool IsLoss => InnerException is SqliteException e && SqliteErrors.IsLost(e);
}
