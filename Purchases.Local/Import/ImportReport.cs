namespace Purchases.Local.Import;

/// <summary>The counts of one import, and what it prints at its end.</summary>
internal sealed class ImportReport
{
    private const int BadLinesShownMax = 20;
    private const int MembersShownMax = 10;
    private const int MemberCharsMax = 40;

    private readonly List<string> _badLines = [];
    private long _bad;

    /// <summary>Lines that were events and are on the topic now.</summary>
    public long Events { get; set; }

    /// <summary>Lines that were buys and are on the topic now as events.</summary>
    public long Buys { get; set; }

    /// <summary>Lines that were skipped because their purchase is recorded already.</summary>
    public long AlreadyRecorded { get; set; }

    /// <summary>Members of buys that were ignored, with the number of lines that contain them.</summary>
    public SortedDictionary<string, long> Ignored { get; } = new(StringComparer.Ordinal);

    /// <summary>Why the import ended before the last line; null when it didn't.</summary>
    public string? Stopped { get; set; }

    public bool IsComplete => _bad == 0 && Stopped is null;

    /// <summary>Counts a line that can't be imported. The first ones are printed.</summary>
    public void Bad(long number, string reason)
    {
        if (_bad++ < BadLinesShownMax) _badLines.Add($"  line {number}: {reason}");
    }

    /// <param name="dataDirectory">Null after a dry run.</param>
    public void Print(TextWriter output, string topic, string? dataDirectory)
    {
        var lines = Events + Buys;
        var kinds = $"{Count(Events, "event")}, {Count(Buys, "buy")}";
        output.WriteLine(dataDirectory is null
            ? $"{Count(lines, "line")} could be put on topic {topic}: {kinds}. Nothing was written."
            : $"{Count(lines, "line")} put on topic {topic}: {kinds}. Data directory: {dataDirectory}");
        if (AlreadyRecorded > 0)
        {
            output.WriteLine(
                $"{Count(AlreadyRecorded, "line")} skipped: imported earlier under the same name, or recorded in another way.");
        }

        if (Ignored.Count > 0)
        {
            var members = Ignored.Take(MembersShownMax).Select(member => $"{Printable(member.Key)} ({Count(member.Value, "line")})");
            output.WriteLine($"Ignored members of buys: {string.Join(", ", members)}.");
        }

        if (_bad > 0) output.WriteLine($"{Count(_bad, "bad line")} skipped:");
        foreach (var line in _badLines) output.WriteLine(line);
        if (_bad > _badLines.Count) output.WriteLine($"  and {_bad - _badLines.Count} more");
        if (Stopped is not null)
            output.WriteLine($"The import stopped before the end: {Stopped.TrimEnd('.')}. Run it again: nothing is recorded twice.");
        if (dataDirectory is not null && lines > 0) output.WriteLine("The running Local records them, or the next one that you start.");
    }

    // A terminal must not interpret what a file contains.
    private static string Printable(string name) =>
        string.Concat(name.Take(MemberCharsMax).Select(one => char.IsControl(one) ? '\uFFFD' : one)) +
        (name.Length > MemberCharsMax ? "…" : "");

    private static string Count(long count, string one) => count == 1 ? $"1 {one}" : $"{count} {one}s";
}
