using Purchases.Benchmarks;

namespace Purchases.Tests.Benchmarks;

public sealed class ResultsTests
{
    [Theory]
    [InlineData(new double[] { 3 }, 3, 3, 3)]
    [InlineData(new double[] { 9, 1, 2 }, 2, 1, 9)]
    [InlineData(new double[] { 4, 1, 9, 2 }, 3, 1, 9)]
    public void The_spread_of_rounds_is_their_median_and_their_ends(double[] rounds, double median, double min, double max) =>
        Assert.Equal(new(median, min, max), Spread.Of(rounds));

    [Fact]
    public void Rounds_are_compared_pair_by_pair()
    {
        // Both doubled in the second round, as when the machine was busy. The ratio doesn't change.
        var measurement = new Measurement("start", "bare", "ms", [300, 600], [100, 200]) { Target = Target.AtMost(3) };

        Assert.Equal(new(3, 3, 3), measurement.Ratio);
        Assert.True(measurement.IsMet);
    }

    [Fact]
    public void A_target_is_met_from_its_own_side()
    {
        Assert.True(Target.AtLeast(0.8).IsMetBy(0.8));
        Assert.False(Target.AtLeast(0.8).IsMetBy(0.79));
        Assert.True(Target.AtMost(2).IsMetBy(2));
        Assert.False(Target.AtMost(2).IsMetBy(2.01));
    }

    [Fact]
    public void The_table_shows_what_was_met_what_was_missed_and_what_was_not_measured()
    {
        using var output = new StringWriter();
        ResultsTable.Print(
            output,
            [
                new("buys/s", "bare", "", [8_040, 9_000, 10_000], [10_000, 10_000, 10_000]) { Target = Target.AtLeast(0.8) },
                new("p99", "bare", "ms", [5, 6, 4], [2, 2, 2]) { Target = Target.AtMost(2) },
            ],
            ["page was NOT measured: the server ended"]);

        var lines = output.ToString().ReplaceLineEndings("\n").Split('\n');
        Assert.Contains("| buys/s | bare | 9,000 | 10,000 | 0.90 [0.80–1.00] | ≥ 0.8 | met |", lines);
        Assert.Contains("| p99 | bare | 5.00 ms | 2.00 ms | 2.50 [2.00–3.00] | ≤ 2 | **missed** |", lines);
        Assert.Contains("page was NOT measured: the server ended", lines);
    }
}
