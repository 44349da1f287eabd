namespace Purchases.Benchmarks.Results;

/// <summary>All that one run has to say.</summary>
/// <param name="LoadGenerator">What made the requests.</param>
/// <param name="Failures">A line for each promise that could not be measured.</param>
internal sealed record Report(
    Machine Machine, string LoadGenerator, bool Quick, IReadOnlyList<Measurement> Measurements, IReadOnlyList<string> Failures);
