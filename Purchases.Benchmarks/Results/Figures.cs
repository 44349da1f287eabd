namespace Purchases.Benchmarks.Results;

/// <summary>Numbers for people: three digits that count.</summary>
internal static class Figures
{
    public static string Text(double value) => Math.Abs(value) switch
    {
        >= 100 => value.ToString("#,##0"),
        >= 10 => value.ToString("0.0"),
        _ => value.ToString("0.00"),
    };

    public static string Text(double value, string unit) => unit == "×" ? $"{Text(value)}×" : $"{Text(value)} {unit}";

    /// <summary>The median, which in a difference says that it is one.</summary>
    public static string Text(Measurement measurement) =>
        (measurement.IsDifference && measurement.Value.Median > 0 ? "+" : "") + Text(measurement.Value.Median, measurement.ValueUnit);

    /// <summary>Such as "≤ 2×", without digits that say nothing.</summary>
    public static string Text(Target target, string unit)
    {
        var number = target.Value.ToString("#,##0.##");
        return $"{(target.Bound == Bound.AtLeast ? '≥' : '≤')} {number}{(unit == "×" ? "×" : $" {unit}")}";
    }
}
