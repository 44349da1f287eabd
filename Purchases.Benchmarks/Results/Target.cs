namespace Purchases.Benchmarks.Results;

/// <summary>What a median has to reach, or to stay below.</summary>
internal sealed record Target(Bound Bound, double Value)
{
    public static Target AtLeast(double value) => new(Bound.AtLeast, value);

    public static Target AtMost(double value) => new(Bound.AtMost, value);

    public bool IsMetBy(double median) => Bound == Bound.AtLeast ? median >= Value : median <= Value;
}

internal enum Bound
{
    AtLeast,
    AtMost,
}
