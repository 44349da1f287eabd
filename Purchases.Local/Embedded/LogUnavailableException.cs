namespace Purchases.Local.Embedded;

/// <summary>The event log can't take or give an event now. Nothing was appended; the same call may work later.</summary>
internal sealed class LogUnavailableException(string message, Exception? innerException = null) : Exception(message, innerException);
