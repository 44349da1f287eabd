namespace Purchases.Core;

/// <summary>The store can't do it now: unreachable, timing out, locked or full. Try again later.</summary>
public sealed class StoreUnavailableException(string message, Exception? innerException = null) : Exception(message, innerException);
