using Purchases.Benchmarks.Results;

namespace Purchases.Benchmarks.Promises;

/// <summary>Something that the project promises about speed, and how to measure it.</summary>
internal interface IPromise
{
    /// <summary>As --only gives it.</summary>
    string Name { get; }

    /// <summary>
    /// Measures, for as long as it takes on the caller's thread, in pairs: ours and the limit in turn, so that whatever else goes on
    /// strikes both.
    /// </summary>
    /// <exception cref="BenchmarkException">What was measured says nothing: a wrong answer, a server that ended.</exception>
    Task<IReadOnlyList<Measurement>> MeasureAsync(Bench bench, CancellationToken cancellationToken);
}
