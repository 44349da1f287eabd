namespace Purchases.Local;

/// <summary>Local can't start, or can't continue. The message is one line for the terminal: what is wrong and what to do.</summary>
internal sealed class StartupException(string message, Exception? innerException = null) : Exception(message, innerException);
