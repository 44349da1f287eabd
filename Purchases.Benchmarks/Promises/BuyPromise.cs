using Purchases.Benchmarks.Servers;

namespace Purchases.Benchmarks.Promises;

/// <summary>A buy on Local's web role, on disk before its 202, compared with a response that stores nothing.</summary>
internal sealed class BuyPromise : IPromise
{
    public const int Connections = 64;
    public static readonly IReadOnlyList<string> WebRole = ["Buy", "Health"];

    public string Name => "buy";

    public Task<IReadOnlyList<Measurement>> MeasureAsync(Bench bench, CancellationToken cancellationToken)
    {
        using var folder = bench.NewFolder();
        using var local = ServerProcess.StartLocal(folder.In("data"), WebRole, cancellationToken);
        using var bare = ServerProcess.StartBare(cancellationToken);

        // Warm-up, until hot code is compiled at its final tier.
        foreach (var server in new[] { local, bare }) Wrk.Buy(server.Url, Connections, bench.Pick(10, 3), cancellationToken);

        var (service, reference) = (new List<Load>(), new List<Load>());
        for (var round = 0; round < bench.Pick(7, 3); round++)
        {
            service.Add(Wrk.Buy(local.Url, Connections, bench.Pick(4, 2), cancellationToken));
            reference.Add(Wrk.Buy(bare.Url, Connections, bench.Pick(4, 2), cancellationToken));
            bench.Say($"  {service[^1].PerSecond:0} and {reference[^1].PerSecond:0} requests/s");
        }

        return Task.FromResult<IReadOnlyList<Measurement>>(
        [
            Measure("requests/s", "", load => load.PerSecond) with { Target = Target.AtLeast(0.80) },
            Measure("p99", "ms", load => load.P99Us / 1000) with { Target = Target.AtMost(2) },
        ]);

        Measurement Measure(string what, string unit, Converter<Load, double> figure) => new(
            $"POST /buy on Local, on disk before the 202, {Connections} connections: {what}", "bare Kestrel", unit,
            service.ConvertAll(figure), reference.ConvertAll(figure));
    }
}
