using System.Numerics;

namespace Purchases.Benchmarks.Load;

/// <summary>
/// Counts latencies in buckets of fixed relative width (as HdrHistogram does): 64 to each power of two, so that a percentile is off by 1 %
/// at most. Recording costs an increment, however many there are.
/// </summary>
internal sealed class Histogram
{
    private const int Bits = 6;
    private const int PerPower = 1 << Bits;

    private readonly long[] _counts = new long[(64 - Bits + 1) * PerPower];

    public long Count { get; private set; }

    /// <param name="elapsed">In whatever unit; never negative.</param>
    public void Record(long elapsed)
    {
        _counts[Bucket(elapsed)]++;
        Count++;
    }

    /// <param name="percentile">0–100.</param>
    /// <returns>In the unit that was recorded: the middle of the bucket that holds the percentile. 0 when nothing was.</returns>
    public double Percentile(double percentile)
    {
        var rank = Math.Max(1, (long)Math.Ceiling(percentile / 100 * Count));
        var seen = 0L;
        for (var i = 0; i < _counts.Length; i++)
        {
            seen += _counts[i];
            if (seen >= rank) return Middle(i);
        }

        return 0;
    }

    // The first 64 buckets hold one value each; from there every bucket of a power of two is twice as wide as one of the power before.
    private static int Bucket(long value)
    {
        var power = Math.Max(0, BitOperations.Log2((ulong)value) - Bits);
        return (power * PerPower) + (int)(value >> power);
    }

    private static double Middle(int bucket)
    {
        var power = Math.Max(0, (bucket / PerPower) - 1);
        var lowest = (long)(bucket - (power * PerPower)) << power;
        return lowest + (((1L << power) - 1) / 2.0);
    }
}
