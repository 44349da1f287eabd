using Purchases.Benchmarks.Load;
using Purchases.Benchmarks.Results;
using Purchases.Benchmarks.Servers;

namespace Purchases.Benchmarks.Promises;

/// <summary>Buys from 64 connections, at Local and at a bare Kestrel in turn.</summary>
internal static class BuyLoad
{
    public const int Connections = 64;
    public const int Accepted = 202;

    /// <param name="functions">Those that Local serves; none means all.</param>
    /// <param name="folder">Where it keeps its data.</param>
    public static BuyResult Measure(
        string promise, IReadOnlyList<string> functions, TempFolder folder, Bench bench, CancellationToken cancellationToken)
    {
        using var local = ServerProcess.StartLocal(folder.In("data"), functions, cancellationToken);
        using var bare = ServerProcess.StartBare(cancellationToken);

        // Warm-up, until hot code is compiled at its final tier.
        var warmUp = bench.PickSeconds(10, 3);
        Run(local, warmUp, cancellationToken);
        Run(bare, warmUp, cancellationToken);

        var (ours, theirs) = (new List<Round>(), new List<Round>());
        for (var round = 0; round < bench.Pick(7, 3); round++)
        {
            ours.Add(RunRound(local, bench, cancellationToken));
            theirs.Add(RunRound(bare, bench, cancellationToken));
            bench.Say($"  {ours[^1].Load.PerSecond:0} and {theirs[^1].Load.PerSecond:0} requests/s");
        }

        return new(
            Against("requests/s", "/s", round => round.Load.PerSecond),
            Against("p99", "ms", round => round.Load.PercentileMs(99)),
            Against("processor time of a request", "µs", round => round.ProcessorUs));

        Measurement Against(string what, string unit, Converter<Round, double> value) =>
            new(promise, what, "bare Kestrel", unit, ours.ConvertAll(value), theirs.ConvertAll(value));
    }

    public static LoadResult Run(ServerProcess server, TimeSpan duration, CancellationToken cancellationToken) =>
        LoadGenerator.Run(server.Url, Connections, Requests.Buys(server.Url), Accepted, duration, cancellationToken);

    private static Round RunRound(ServerProcess server, Bench bench, CancellationToken cancellationToken)
    {
        var before = server.ProcessorTime;
        var load = Run(server, bench.PickSeconds(4, 1.2), cancellationToken);
        return new(load, (server.ProcessorTime - before).TotalMicroseconds / load.Latencies.Count);
    }

    private sealed record Round(LoadResult Load, double ProcessorUs);
}

/// <param name="Rates">Requests per second.</param>
/// <param name="P99s">The 99th percentile of their latency.</param>
/// <param name="ProcessorTimes">What the server's process took for each, the system's work on its behalf included.</param>
internal sealed record BuyResult(Measurement Rates, Measurement P99s, Measurement ProcessorTimes);
