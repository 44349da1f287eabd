namespace Purchases.Local.Import;

/// <summary>What an import did.</summary>
/// <param name="Events">Lines that were whole events, now on the topic.</param>
/// <param name="Buys">Lines that were buys, now on the topic as events.</param>
/// <param name="BadLines">How many lines were neither.</param>
/// <param name="Stopped">Why it ended before the last line; null when it didn't.</param>
internal sealed record ImportSummary(long Events, long Buys, long BadLines, string? Stopped);

/// <summary>A line that can't be imported, and why.</summary>
internal readonly record struct BadLine(long Number, string Reason);
