using Purchases.Benchmarks.Servers;

namespace Purchases.Benchmarks.Promises;

/// <summary>Under a load of buys, Local's working set stays near that of a bare Kestrel and stops growing.</summary>
internal sealed class MemoryPromise : IPromise
{
    private static readonly TimeSpan SampleInterval = TimeSpan.FromMilliseconds(500);

    public string Name => "memory";

    public async Task<IReadOnlyList<Measurement>> MeasureAsync(Bench bench, CancellationToken cancellationToken)
    {
        var seconds = bench.Pick(60, 10);
        using var folder = bench.NewFolder();
        List<double> web, bare;
        using (var server = ServerProcess.StartLocal(folder.In("data"), BuyPromise.WebRole, cancellationToken))
            web = await LoadAsync(server, seconds, bench, cancellationToken);
        using (var server = ServerProcess.StartBare(cancellationToken)) bare = await LoadAsync(server, seconds, bench, cancellationToken);

        // The first third is for the heap to find its size. Growth compares the last sixth with as long a time after the first third.
        var (third, sixth) = (web.Count / 3, web.Count / 6);
        return
        [
            new($"working set of Local, {seconds} s of buys", "bare Kestrel", "MB", web[third..], bare[(bare.Count / 3)..])
            {
                Target = Target.AtMost(2.5),
            },
            new($"working set of Local, last {seconds / 6} s", $"itself {seconds / 2} s earlier", "MB",
                web.GetRange(web.Count - sixth, sixth), web.GetRange(third, sixth)) { Target = Target.AtMost(1.1) },
        ];
    }

    /// <returns>The working set in MB, sample by sample.</returns>
    private static async Task<List<double>> LoadAsync(ServerProcess server, int seconds, Bench bench, CancellationToken cancellationToken)
    {
        var load = Task.Run(() => Wrk.Buy(server.Url, BuyPromise.Connections, seconds, cancellationToken), cancellationToken);
        var samples = new List<double>();
        using var timer = new PeriodicTimer(SampleInterval);
        while (!load.IsCompleted)
        {
            await timer.WaitForNextTickAsync(CancellationToken.None);
            samples.Add(server.WorkingSetMb);
        }

        await load;
        bench.Say($"  {samples[^1]:0} MB");
        return samples;
    }
}
