using Purchases.Benchmarks.Results;

namespace Purchases.Benchmarks.Promises;

/// <summary>The same with the data in memory, where a sync costs nothing. For information: what lies between the two is the disk.</summary>
internal sealed class BuyInMemoryPromise : IPromise
{
    public string Name => "buy-in-memory";

    public Task<IReadOnlyList<Measurement>> MeasureAsync(Bench bench, CancellationToken cancellationToken)
    {
        using var folder = Bench.NewFolderInMemory();
        if (folder is null) return Task.FromResult<IReadOnlyList<Measurement>>([]);

        var buys = BuyLoad.Measure(Name, BuyPromise.WebRole, folder, bench, cancellationToken);
        return Task.FromResult<IReadOnlyList<Measurement>>([buys.Rates, buys.P99s, buys.ProcessorTimes]);
    }
}
