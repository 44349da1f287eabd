using Purchases.Benchmarks.Results;

namespace Purchases.Benchmarks.Promises;

/// <summary>
/// A buy that is on disk before its 202 costs little more than answering does: the web role, which serves Buy and Health.
/// </summary>
internal sealed class BuyPromise : IPromise
{
    public static readonly IReadOnlyList<string> WebRole = ["Buy", "Health"];

    public string Name => "buy";

    public Task<IReadOnlyList<Measurement>> MeasureAsync(Bench bench, CancellationToken cancellationToken)
    {
        using var folder = bench.NewFolder();
        var buys = BuyLoad.Measure(Name, WebRole, folder, bench, cancellationToken);
        return Task.FromResult<IReadOnlyList<Measurement>>(
        [
            buys.Rates with { Target = Target.AtLeast(0.80) },
            buys.P99s with { Target = Target.AtMost(2) },
            buys.ProcessorTimes,
        ]);
    }
}
