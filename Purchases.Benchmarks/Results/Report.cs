namespace Purchases.Benchmarks.Results;

/// <summary>All that one run has to say.</summary>
/// <param name="Failures">A line for each promise that could not be measured.</param>
internal sealed record Report(Machine Machine, bool Quick, IReadOnlyList<Measurement> Measurements, IReadOnlyList<string> Failures);
