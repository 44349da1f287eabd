using Purchases.Benchmarks.Data;
using Purchases.Benchmarks.Results;
using Purchases.Benchmarks.Servers;

namespace Purchases.Benchmarks.Promises;

/// <summary>Memory stays flat however long a list is.</summary>
internal sealed class StreamPromise : IPromise
{
    private const int Long = 200_000;
    private const int Short = 1_000;
    private const int Reads = 2;

    public string Name => "stream";

    public async Task<IReadOnlyList<Measurement>> MeasureAsync(Bench bench, CancellationToken cancellationToken)
    {
        using var folder = bench.NewFolder();
        await FilledStore.WriteAsync(folder.In("long"), SomePurchases.Of(Long, Long), cancellationToken);
        await FilledStore.WriteAsync(folder.In("short"), SomePurchases.Of(Short, Short), cancellationToken);

        var (ours, theirs) = (new List<double>(), new List<double>());
        for (var round = 0; round < bench.Pick(5, 2); round++)
        {
            ours.Add(await PeakMbAsync(folder.In("long"), Long, cancellationToken));
            theirs.Add(await PeakMbAsync(folder.In("short"), Short, cancellationToken));
        }

        return
        [
            new(Name, $"peak memory, list of {Long:#,##0}", $"itself at {Short:#,##0}", "MB", ours, theirs) { IsDifference = true,
            Target = Target.AtMost(30) },
        ];
    }

    // A new process each time: what one list made it take stays taken.
    private static async Task<double> PeakMbAsync(string data, int rows, CancellationToken cancellationToken)
    {
        using var server = ServerProcess.StartLocal(data, ["GetPurchases", "Health"], cancellationToken);
        using var client = new HttpClient { BaseAddress = server.Url };
        for (var read = 0; read < Reads; read++)
        {
            var count = await CountAsync(client, cancellationToken);
            if (count != rows) throw new BenchmarkException($"The list has {count} purchases, not {rows}.");
        }

        return server.PeakWorkingSetMb;
    }

    // An object for each purchase, and one around them.
    private static async Task<int> CountAsync(HttpClient client, CancellationToken cancellationToken)
    {
        await using var list = await client.GetStreamAsync($"/purchases?userId={SomePurchases.Favourite}", cancellationToken);
        var buffer = new byte[64 * 1024];
        var objects = 0;
        int bytes;
        while ((bytes = await list.ReadAsync(buffer, cancellationToken)) > 0) objects += buffer.AsSpan(0, bytes).Count((byte)'{');
        return objects - 1;
    }
}
