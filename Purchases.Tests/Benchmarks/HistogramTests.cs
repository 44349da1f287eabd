using Purchases.Benchmarks.Load;

namespace Purchases.Tests.Benchmarks;

public sealed class HistogramTests
{
    [Theory]
    [InlineData(50)]
    [InlineData(99)]
    [InlineData(99.9)]
    [InlineData(100)]
    public void A_percentile_is_off_by_one_percent_at_most(double percentile)
    {
        var random = new Random(7);
        var values = Enumerable.Range(0, 20_000).Select(_ => (long)Math.Exp(random.NextDouble() * 25)).ToList();
        var histogram = new Histogram();
        values.ForEach(histogram.Record);

        var exact = values.Order().ElementAt((int)Math.Ceiling(percentile / 100 * values.Count) - 1);

        Assert.InRange(histogram.Percentile(percentile), exact * 0.99, exact * 1.01);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(127)]
    public void Small_values_are_kept_exactly(long value)
    {
        var histogram = new Histogram();
        histogram.Record(value);

        Assert.Equal(value, histogram.Percentile(99));
    }

    [Fact]
    public void The_longest_time_has_a_bucket()
    {
        var histogram = new Histogram();
        histogram.Record(long.MaxValue);

        Assert.InRange(histogram.Percentile(50), long.MaxValue * 0.98, long.MaxValue);
    }

    [Fact]
    public void Of_few_values_the_99th_percentile_is_the_highest()
    {
        var histogram = new Histogram();
        for (var value = 1; value <= 10; value++) histogram.Record(value);

        Assert.Equal(10, histogram.Percentile(99));
        Assert.Equal(5, histogram.Percentile(50));
    }
}
