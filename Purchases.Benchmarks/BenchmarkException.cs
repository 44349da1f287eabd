namespace Purchases.Benchmarks;

/// <summary>Nothing was measured, or nothing that counts. The message is one line for the person at the terminal.</summary>
internal sealed class BenchmarkException(string message, Exception? innerException = null) : Exception(message, innerException);
