namespace Purchases.Core;

/// <summary>Something that is needed can't be used now: the store, the topic, or room for one more waiting call. Try again later.</summary>
public class UnavailableException(string message, Exception? innerException = null) : Exception(message, innerException);
