namespace Purchases.Local.Import;

/// <summary>What an import says at its end.</summary>
internal sealed class ImportReport(TextWriter output, string topic, string dataDirectory, bool dryRun)
{
    private const int BadLinesShownMax = 20;

    private readonly List<BadLine> _shown = [];

    /// <summary>Notes a line that can't be imported; the first ones are shown.</summary>
    public void Bad(BadLine line)
    {
        if (_shown.Count < BadLinesShownMax) _shown.Add(line);
    }

    public void Print(ImportSummary summary)
    {
        var lines = summary.Events + summary.Buys;
        var kinds = $"{Count(summary.Events, "whole event")}, {Count(summary.Buys, "buy")}";
        output.WriteLine(dryRun
            ? $"{Count(lines, "line")} could be put on topic {topic}: {kinds}. Nothing was written."
            : $"{Count(lines, "line")} put on topic {topic}: {kinds}. Data directory: {dataDirectory}");
        if (summary.BadLines > 0)
        {
            output.WriteLine($"{Count(summary.BadLines, "bad line")} left out:");
            foreach (var (number, reason) in _shown) output.WriteLine($"  line {number}: {reason}");
            if (summary.BadLines > _shown.Count) output.WriteLine($"  and {summary.BadLines - _shown.Count} more");
        }

        if (summary.Stopped is { } why)
            output.WriteLine($"It stopped before the end: {why.TrimEnd('.')}. Run it again; what is there already is not recorded twice.");
        if (!dryRun && lines > 0) output.WriteLine("A Local that runs on this data directory records them, or the next one that starts.");
    }

    private static string Count(long count, string one) => count == 1 ? $"1 {one}" : $"{count} {one}s";
}
