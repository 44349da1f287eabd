using Purchases.Benchmarks.Data;
using Purchases.Benchmarks.Load;
using Purchases.Benchmarks.Results;
using Purchases.Benchmarks.Servers;

namespace Purchases.Benchmarks.Promises;

/// <summary>A page of 50 comes as fast from a million purchases as from a thousand, also for a user who has a tenth of them.</summary>
internal sealed class PagePromise : IPromise
{
    private const int PageRows = 50;
    private const int FavouriteMin = 200;
    private const string Path = $"/purchases?userId={SomePurchases.Favourite}&limit=50";

    public string Name => "page";

    public async Task<IReadOnlyList<Measurement>> MeasureAsync(Bench bench, CancellationToken cancellationToken)
    {
        int[] sizes = [1_000, bench.Pick(100_000, 10_000), bench.Pick(1_000_000, 100_000)];
        using var folder = bench.NewFolder();
        foreach (var size in sizes)
        {
            bench.Say($"  storing {size} purchases");
            await FilledStore.WriteAsync(
                folder.In($"{size}"), SomePurchases.Of(size, Math.Max(size / 10, FavouriteMin)), cancellationToken);
        }

        var servers = new List<ServerProcess>();
        try
        {
            foreach (var size in sizes)
                servers.Add(ServerProcess.StartLocal(folder.In($"{size}"), ["GetPurchases", "Health"], cancellationToken));
            foreach (var server in servers)
            {
                await CheckPageAsync(server, cancellationToken);
                MedianMs(server, bench.PickSeconds(5, 1), cancellationToken);
            }

            var medians = sizes.Select(_ => new List<double>()).ToList();
            for (var round = 0; round < bench.Pick(7, 5); round++)
            {
                for (var i = 0; i < sizes.Length; i++) medians[i].Add(MedianMs(servers[i], bench.PickSeconds(1.5, 0.3), cancellationToken));
            }

            return
            [
                new(Name, $"page of {PageRows}, {sizes[1]:#,##0} stored", "itself at 1,000", "ms", medians[1], medians[0]),

                // The promise is about a million; --quick has less, which shows no more than that it doesn't break.
                new(Name, $"page of {PageRows}, {sizes[2]:#,##0} stored", "itself at 1,000", "ms", medians[2],
                    medians[0]) { Target = Target.AtMost(2) },
            ];
        }
        finally
        {
            servers.ForEach(server => server.Dispose());
        }
    }

    private static double MedianMs(ServerProcess server, TimeSpan duration, CancellationToken cancellationToken) =>
        LoadGenerator.Run(server.Url, 1, [Requests.Get(server.Url, Path)], 200, duration, cancellationToken).PercentileMs(50);

    private static async Task CheckPageAsync(ServerProcess server, CancellationToken cancellationToken)
    {
        using var client = new HttpClient { BaseAddress = server.Url };
        var rows = (await client.GetStringAsync(Path, cancellationToken)).Split("\"eventId\"").Length - 1;
        if (rows != PageRows) throw new BenchmarkException($"A page has {rows} purchases, not {PageRows}.");
    }
}
