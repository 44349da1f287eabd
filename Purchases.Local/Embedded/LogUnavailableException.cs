using Purchases.Core;

namespace Purchases.Local.Embedded;

/// <summary>The event log, or its consumers' offsets, can't be used now. Nothing was written; the same call may work later.</summary>
internal sealed class LogUnavailableException(string message, Exception? innerException = null)
    : UnavailableException(message, innerException);
