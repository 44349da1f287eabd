namespace Purchases.Local.Import;

/// <summary>What an import prints at its end.</summary>
internal sealed class ImportReport(TextWriter output, string topic, string dataDirectory, bool dryRun)
{
    private const int BadLinesShownMax = 20;
    private const int MembersShownMax = 10;

    private readonly List<BadLine> _shown = [];

    /// <summary>Notes a line that can't be imported. The first ones are shown.</summary>
    public void Bad(BadLine line)
    {
        if (_shown.Count < BadLinesShownMax) _shown.Add(line);
    }

    public void Print(ImportSummary summary)
    {
        var lines = summary.Events + summary.Buys;
        var kinds = $"{Count(summary.Events, "event")}, {Count(summary.Buys, "buy")}";
        output.WriteLine(dryRun
            ? $"{Count(lines, "line")} could be put on topic {topic}: {kinds}. Nothing was written."
            : $"{Count(lines, "line")} put on topic {topic}: {kinds}. Data directory: {dataDirectory}");
        if (summary.AlreadyRecorded > 0)
        {
            output.WriteLine(
                $"{Count(summary.AlreadyRecorded, "line")} left out: imported earlier under the same name, or recorded in another way.");
        }

        if (summary.Ignored.Count > 0)
            output.WriteLine($"Ignored members of buys: {string.Join(", ", summary.Ignored.Take(MembersShownMax).Select(Ignored))}.");
        if (summary.BadLines > 0)
        {
            output.WriteLine($"{Count(summary.BadLines, "bad line")} left out:");
            foreach (var (number, reason) in _shown) output.WriteLine($"  line {number}: {reason}");
            if (summary.BadLines > _shown.Count) output.WriteLine($"  and {summary.BadLines - _shown.Count} more");
        }

        if (summary.Stopped is { } why)
            output.WriteLine($"It stopped before the end: {why.TrimEnd('.')}. Run it again: nothing is recorded twice.");
        if (!dryRun && lines > 0) output.WriteLine("They are recorded by the running Local, or the next time you start it.");
    }

    private static string Ignored(KeyValuePair<string, long> member) => $"{member.Key} ({Count(member.Value, "line")})";

    private static string Count(long count, string one) => count == 1 ? $"1 {one}" : $"{count} {one}s";
}
