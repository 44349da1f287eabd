using Purchases.Benchmarks.Results;

namespace Purchases.Benchmarks.Promises;

/// <summary>The same with the whole app in one process, which records meanwhile what is bought. For information: it does twice the work.</summary>
internal sealed class BuyWholePromise : IPromise
{
    public string Name => "buy-whole";

    public async Task<IReadOnlyList<Measurement>> MeasureAsync(Bench bench, CancellationToken cancellationToken)
    {
        var (rates, p99s) = await BuyLoad.MeasureAsync(Name, [], bench, cancellationToken);
        return [rates, p99s];
    }
}
