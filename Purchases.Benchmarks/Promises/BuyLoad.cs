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
    /// <returns>Requests per second, and the 99th percentile of their latency.</returns>
    public static (Measurement Rates, Measurement P99s) Measure(
        string promise, IReadOnlyList<string> functions, Bench bench, CancellationToken cancellationToken)
    {
        using var folder = bench.NewFolder();
        using var local = ServerProcess.StartLocal(folder.In("data"), functions, cancellationToken);
        using var bare = ServerProcess.StartBare(cancellationToken);

        // Until the runtime has compiled all that is hot for good.
        var warmUp = bench.PickSeconds(10, 3);
        Run(local, warmUp, cancellationToken);
        Run(bare, warmUp, cancellationToken);

        var (ours, theirs) = (new List<LoadResult>(), new List<LoadResult>());
        var turn = bench.PickSeconds(4, 1.2);
        for (var round = 0; round < bench.Pick(7, 3); round++)
        {
            ours.Add(Run(local, turn, cancellationToken));
            theirs.Add(Run(bare, turn, cancellationToken));
            bench.Say($"  {ours[^1].PerSecond:0} and {theirs[^1].PerSecond:0} requests/s");
        }

        const string against = "bare Kestrel";
        return (
            new(promise, "requests/s", against, "/s", ours.ConvertAll(load => load.PerSecond), theirs.ConvertAll(load => load.PerSecond)),
            new(promise, "p99", against, "ms", ours.ConvertAll(load => load.PercentileMs(99)), theirs.ConvertAll(load => load.PercentileMs(99))));
    }

    public static LoadResult Run(ServerProcess server, TimeSpan duration, CancellationToken cancellationToken) =>
        LoadGenerator.Run(server.Url, Connections, Requests.Buys(server.Url), Accepted, duration, cancellationToken);
}
