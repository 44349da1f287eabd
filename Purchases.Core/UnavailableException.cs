namespace Purchases.Core;

/// <summary>The store, the topic or another resource can't be used now. Trying again later may succeed.</summary>
public class UnavailableException(string message, Exception? innerException = null) : Exception(message, innerException);
