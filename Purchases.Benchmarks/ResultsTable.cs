namespace Purchases.Benchmarks;

/// <summary>The results as a Markdown table, as docs/performance.md shows them.</summary>
internal static class ResultsTable
{
    public static void Print(TextWriter output, IReadOnlyCollection<Measurement> measurements, IReadOnlyCollection<string> failures)
    {
        output.WriteLine();
        output.WriteLine("| what | baseline | this service | baseline | ratio, median [lowest–highest round] | target | |");
        output.WriteLine("|---|---|---|---|---|---|---|");
        foreach (var one in measurements)
        {
            var ratio = one.Ratio;
            var met = one.IsMet switch { true => "met", false => "**missed**", null => "" };
            output.WriteLine(
                $"| {one.What} | {one.Baseline} | {Median(one.Service)} | {Median(one.Reference)} " +
                $"| {Text(ratio.Median)} [{Text(ratio.Min)}–{Text(ratio.Max)}] | {one.Target} | {met} |");

            string Median(IReadOnlyList<double> rounds) => $"{Text(Spread.Of(rounds).Median)} {one.Unit}".TrimEnd();
        }

        output.WriteLine();
        foreach (var failure in failures) output.WriteLine(failure);
    }

    private static string Text(double value) => Math.Abs(value) switch
    {
        >= 1000 => $"{Math.Round(value / 100) * 100:#,##0}",
        >= 100 => $"{value:0}",
        >= 10 => $"{value:0.0}",
        _ => $"{value:0.00}",
    };
}
