namespace Purchases.Benchmarks.Promises;

/// <summary>A performance target, and how to measure it.</summary>
internal interface IPromise
{
    string Name { get; }

    /// <summary>Measures the service and the baseline in turn (A B A B …), so that other work on the machine affects both.</summary>
    /// <exception cref="BenchmarkException">The measurement is meaningless: a wrong response, or a server that ended.</exception>
    Task<IReadOnlyList<Measurement>> MeasureAsync(Bench bench, CancellationToken cancellationToken);
}
