using System.Runtime.InteropServices;

namespace Purchases.Benchmarks;

/// <summary>One line of the results: rounds of this service, interleaved with rounds of the baseline.</summary>
/// <param name="Baseline">What it is compared with.</param>
/// <param name="Unit">Of both lists.</param>
/// <param name="Service">One figure per round.</param>
/// <param name="Reference">The baseline's figure in the same round.</param>
internal sealed record Measurement(
    string What, string Baseline, string Unit, IReadOnlyList<double> Service, IReadOnlyList<double> Reference)
{
    /// <summary>Null for information only.</summary>
    public Target? Target { get; init; }

    /// <summary>The rounds' ratios.</summary>
    public Spread Ratio => Spread.Of(Service.Zip(Reference, (service, reference) => service / reference));

    /// <summary>Null without a target.</summary>
    public bool? IsMet => Target?.IsMetBy(Ratio.Median);
}

/// <summary>The median of several rounds, the lowest and the highest.</summary>
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

/// <summary>What a median must reach or stay below.</summary>
internal sealed record Target(bool IsMinimum, double Value)
{
    public static Target AtLeast(double value) => new(IsMinimum: true, value);

    public static Target AtMost(double value) => new(IsMinimum: false, value);

    public bool IsMetBy(double median) => IsMinimum ? median >= Value : median <= Value;

    public override string ToString() => $"{(IsMinimum ? '≥' : '≤')} {Value:#,##0.##}";
}
