using Purchases.Benchmarks.Results;

namespace Purchases.Benchmarks.Promises;

/// <summary>A buy that is on disk before its 202 costs little more than answering does: the web role, which serves Buy and Health.</summary>
internal sealed class BuyPromise : IPromise
{
    public string Name => "buy";

    public Task<IReadOnlyList<Measurement>> MeasureAsync(Bench bench, CancellationToken cancellationToken)
    {
        var (rates, p99s) = BuyLoad.Measure(Name, ["Buy", "Health"], bench, cancellationToken);
        return Task.FromResult<IReadOnlyList<Measurement>>([rates with { Target = Target.AtLeast(0.80) }, p99s with { Target = Target.AtMost(2) }]);
    }
}
