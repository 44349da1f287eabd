using Purchases.Benchmarks.Results;
using Purchases.Benchmarks.Servers;

namespace Purchases.Benchmarks.Promises;

/// <summary>Under the load of buys memory stays near that of a bare Kestrel, and stops growing.</summary>
internal sealed class MemoryPromise : IPromise
{
    private static readonly TimeSpan SampleInterval = TimeSpan.FromMilliseconds(500);

    public string Name => "memory";

    public async Task<IReadOnlyList<Measurement>> MeasureAsync(Bench bench, CancellationToken cancellationToken)
    {
        var seconds = bench.Pick(60, 10);
        var web = await LocalAsync(BuyPromise.WebRole, seconds, bench, cancellationToken);
        List<double> bare;
        using (var server = ServerProcess.StartBare(cancellationToken)) bare = await LoadAsync(server, seconds, bench, cancellationToken);

        List<Measurement> measurements =
        [
            new(Name, $"working set, {seconds} s of buys", "bare Kestrel", "MB", Settled(web), Settled(bare))
            {
                Target = Target.AtMost(2.5),
            },
            Growth(web, seconds, "web role") with { Target = Target.AtMost(1.1) },
        ];
        if (bench.Quick) return measurements;

        var whole = await LocalAsync([], seconds, bench, cancellationToken);
        return
        [
            .. measurements,
            new(Name, $"working set, {seconds} s of buys, whole app", "bare Kestrel", "MB", Settled(whole), Settled(bare)),
            Growth(whole, seconds, "whole app"),
        ];
    }

    private static async Task<List<double>> LocalAsync(
        IReadOnlyList<string> functions, int seconds, Bench bench, CancellationToken cancellationToken)
    {
        using var folder = bench.NewFolder();
        using var server = ServerProcess.StartLocal(folder.In("data"), functions, cancellationToken);
        return await LoadAsync(server, seconds, bench, cancellationToken);
    }

    /// <returns>The working set in MB, sample by sample.</returns>
    private static async Task<List<double>> LoadAsync(ServerProcess server, int seconds, Bench bench, CancellationToken cancellationToken)
    {
        var load = Task.Factory.StartNew(
            () => BuyLoad.Run(server, TimeSpan.FromSeconds(seconds), cancellationToken), cancellationToken, TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
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

    // The first third (20 of 60 seconds) is for the heap to find its size.
    private static List<double> Settled(List<double> samples) => samples[(samples.Count / 3)..];

    // The last sixth (10 of 60 seconds) against as long a time right after the first third.
    private static Measurement Growth(List<double> samples, int seconds, string what)
    {
        var sixth = samples.Count / 6;
        var early = samples.GetRange(samples.Count / 3, sixth);
        var late = samples.GetRange(samples.Count - sixth, sixth);
        return new("memory", $"working set, last {seconds / 6.0:0.#} s, {what}", $"seconds {seconds / 3.0:0.#}–{seconds / 2.0:0.#}", "MB",
            late, early);
    }
}
