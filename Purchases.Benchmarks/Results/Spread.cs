using System.Runtime.InteropServices;

namespace Purchases.Benchmarks.Results;

/// <summary>What several rounds say: the middle one, and how far they lie apart.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Spread(double Median, double Min, double Max)
{
    /// <exception cref="ArgumentException">There is no value.</exception>
    public static Spread Of(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        if (sorted.Length == 0) throw new ArgumentException("No round was measured.", nameof(values));

        var middle = sorted.Length / 2;
        var median = sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new(median, sorted[0], sorted[^1]);
    }
}
