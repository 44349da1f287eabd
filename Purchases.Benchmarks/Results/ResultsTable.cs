namespace Purchases.Benchmarks.Results;

/// <summary>The results for a terminal.</summary>
internal static class ResultsTable
{
    private static readonly string[] Head = ["promise", "what", "against", "ours", "theirs", "median [min–max]", "target", "met"];

    public static void Print(TextWriter output, Report report)
    {
        List<string[]> rows = [Head, .. report.Measurements.Select(Row)];
        var widths = Enumerable.Range(0, Head.Length).Select(column => rows.Max(row => row[column].Length)).ToList();

        output.WriteLine(report.Machine);
        output.WriteLine($"Load generator: {report.LoadGenerator}.");
        if (report.Quick) output.WriteLine("Measured with --quick: fewer and shorter rounds, and smaller data.");
        output.WriteLine();
        foreach (var row in rows)
            output.WriteLine(string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());

        output.WriteLine();
        var missed = report.Measurements.Where(measurement => measurement.IsMet == false).ToList();
        output.WriteLine(missed.Count == 0 ? "Every target that was measured is met." : "Not met:");
        foreach (var measurement in missed)
            output.WriteLine(
                $"  {measurement.Promise}: {measurement.What}: {Figures.Text(measurement)}, " +
                $"not {Figures.Text(measurement.Target!, measurement.ValueUnit)}");
        foreach (var failure in report.Failures) output.WriteLine($"NOT MEASURED: {failure}");
    }

    private static string[] Row(Measurement measurement) =>
    [
        measurement.Promise,
        measurement.What,
        measurement.Against,
        Figures.Text(Spread.Of(measurement.Ours).Median, measurement.Unit),
        measurement.Theirs.Count == 0 ? "" : Figures.Text(Spread.Of(measurement.Theirs).Median, measurement.Unit),
        $"{Figures.Text(measurement)} [{Figures.Text(measurement.Value.Min)}–{Figures.Text(measurement.Value.Max)}]",
        measurement.Target is { } target ? Figures.Text(target, measurement.ValueUnit) : "",
        measurement.IsMet switch { true => "yes", false => "NO", null => "" },
    ];
}
