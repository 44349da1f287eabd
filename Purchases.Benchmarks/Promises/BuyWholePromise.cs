using Purchases.Benchmarks.Results;

namespace Purchases.Benchmarks.Promises;

/// <summary>The same with the whole app in one process, which records meanwhile what is bought. For information: it does twice the work.</summary>
internal sealed class BuyWholePromise : IPromise
{
    public string Name => "buy-whole";

    public Task<IReadOnlyList<Measurement>> MeasureAsync(Bench bench, CancellationToken cancellationToken)
    {
        var (rates, p99s) = BuyLoad.Measure(Name, [], bench, cancellationToken);
        return Task.FromResult<IReadOnlyList<Measurement>>([rates, p99s]);
    }
}
