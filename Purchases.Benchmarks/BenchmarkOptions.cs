namespace Purchases.Benchmarks;

/// <summary>What the command line says.</summary>
internal sealed record BenchmarkOptions
{
    /// <summary>Fewer and shorter rounds, smaller data: two minutes at most.</summary>
    public bool Quick { get; init; }

    /// <summary>Names of the promises to measure; empty for all.</summary>
    public IReadOnlyList<string> Only { get; init; } = [];

    /// <summary>Where the results go.</summary>
    public string Out { get; init; } = "artifacts/benchmarks";

    /// <summary>Where the servers keep their data while they are measured.</summary>
    public string Data { get; init; } = Path.GetTempPath();
}
