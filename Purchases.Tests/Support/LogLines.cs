using Microsoft.Extensions.Logging.Testing;

namespace Purchases.Tests.Support;

/// <summary>What was logged so far, each as its level, its words and its exception.</summary>
internal static class LogLines
{
    public static IReadOnlyList<string> Lines(this FakeLogger logger) => Lines(logger.Collector);

    public static IReadOnlyList<string> Lines(this FakeLoggerProvider provider) => Lines(provider.Collector);

    /// <summary>How many lines hold this text.</summary>
    public static int Count(this FakeLoggerProvider provider, string text) =>
        provider.Lines().Count(line => line.Contains(text, StringComparison.Ordinal));

    private static List<string> Lines(FakeLogCollector collector) =>
        [.. collector.GetSnapshot().Select(record => $"{record.Level}: {record.Message}{record.Exception}")];
}
