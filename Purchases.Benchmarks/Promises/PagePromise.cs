using Purchases.Benchmarks.Data;
using Purchases.Benchmarks.Servers;

namespace Purchases.Benchmarks.Promises;

/// <summary>A page takes as long with a million purchases stored as with a thousand, also for a user who has a tenth of them.</summary>
internal sealed class PagePromise : IPromise
{
    private const int PageRows = 50;
    private const int FewPurchases = 1_000;

    public string Name => "page";

    public async Task<IReadOnlyList<Measurement>> MeasureAsync(Bench bench, CancellationToken cancellationToken)
    {
        var manyPurchases = bench.Pick(1_000_000, 100_000);
        using var folder = bench.NewFolder();
        foreach (var count in new[] { FewPurchases, manyPurchases })
        {
            bench.Say($"  storing {count:#,##0} purchases");
            await DataDirectories.FillStoreAsync(folder.In($"{count}"), SomePurchases.Of(count, count / 10), cancellationToken);
        }

        using var few = ServerProcess.StartLocal(folder.In($"{FewPurchases}"), ["GetPurchases", "Health"], cancellationToken);
        using var many = ServerProcess.StartLocal(folder.In($"{manyPurchases}"), ["GetPurchases", "Health"], cancellationToken);
        foreach (var server in new[] { few, many })
        {
            await CheckPageAsync(server, cancellationToken);
            MedianMs(server, bench.Pick(5, 1));
        }

        var (service, reference) = (new List<double>(), new List<double>());
        for (var round = 0; round < bench.Pick(7, 5); round++)
        {
            service.Add(MedianMs(many, bench.Pick(2, 1)));
            reference.Add(MedianMs(few, bench.Pick(2, 1)));
        }

        return
        [
            new($"a page of {PageRows} of {manyPurchases:#,##0} purchases", $"the same with {FewPurchases:#,##0}", "ms", service, reference)
            { Target = Target.AtMost(2) },
        ];

        double MedianMs(ServerProcess server, int seconds) => Wrk.Get(PageOf(server), seconds, cancellationToken).P50Us / 1000;
    }

    private static Uri PageOf(ServerProcess server) => new(server.Url, $"/purchases?userId={SomePurchases.Favourite}&limit={PageRows}");

    private static async Task CheckPageAsync(ServerProcess server, CancellationToken cancellationToken)
    {
        using var client = new HttpClient();
        var rows = (await client.GetStringAsync(PageOf(server), cancellationToken)).Split("\"eventId\"").Length - 1;
        if (rows != PageRows) throw new BenchmarkException($"A page has {rows} purchases, not {PageRows}.");
    }
}
