using Purchases.Benchmarks.Results;

namespace Purchases.Benchmarks.Promises;

/// <summary>
/// The same with the whole app in one process, which records meanwhile what is bought. For information: it does twice the work.
/// </summary>
internal sealed class BuyWholePromise : IPromise
{
    public string Name => "buy-whole";

    public Task<IReadOnlyList<Measurement>> MeasureAsync(Bench bench, CancellationToken cancellationToken)
    {
        using var folder = bench.NewFolder();
        var buys = BuyLoad.Measure(Name, [], folder, bench, cancellationToken);
        return Task.FromResult<IReadOnlyList<Measurement>>([buys.Rates, buys.P99s, buys.ProcessorTimes]);
    }
}
