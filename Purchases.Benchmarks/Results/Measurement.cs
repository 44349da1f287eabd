namespace Purchases.Benchmarks.Results;

/// <summary>One line of the results: rounds of ours, side by side with rounds of what it is held against.</summary>
/// <param name="Promise">The promise that it belongs to.</param>
/// <param name="Unit">Of <paramref name="Ours"/> and <paramref name="Theirs"/>.</param>
/// <param name="Theirs">Paired with ours; empty when ours stands alone.</param>
internal sealed record Measurement(
    string Promise, string What, string Against, string Unit, IReadOnlyList<double> Ours, IReadOnlyList<double> Theirs)
{
    /// <summary>Null for what is told for information.</summary>
    public Target? Target { get; init; }

    /// <summary>Whether the two are subtracted instead of divided.</summary>
    public bool IsDifference { get; init; }

    /// <summary>Of <see cref="Value"/>.</summary>
    public string ValueUnit => Theirs.Count == 0 || IsDifference ? Unit : "×";

    /// <summary>The rounds' ratios, differences, or ours itself.</summary>
    public Spread Value =>
        Spread.Of(Theirs.Count == 0 ? Ours : Ours.Zip(Theirs, (ours, theirs) => IsDifference ? ours - theirs : ours / theirs));

    /// <summary>Null without a target.</summary>
    public bool? IsMet => Target?.IsMetBy(Value.Median);
}
