using Purchases.Benchmarks.Results;
using Purchases.Benchmarks.Servers;

namespace Purchases.Benchmarks.Promises;

/// <summary>
/// The whole app answers soon after its process starts; on a data directory that is there already, as at every start but the first.
/// </summary>
internal sealed class StartPromise : IPromise
{
    public string Name => "start";

    public Task<IReadOnlyList<Measurement>> MeasureAsync(Bench bench, CancellationToken cancellationToken)
    {
        using var folder = bench.NewFolder();
        var (ours, theirs) = (new List<double>(), new List<double>());
        for (var round = -1; round < bench.Pick(11, 5); round++)
        {
            double local, bare;
            using (var server = ServerProcess.StartLocal(folder.In("data"), [], cancellationToken))
                local = server.StartTook.TotalMilliseconds;
            using (var server = ServerProcess.StartBare(cancellationToken)) bare = server.StartTook.TotalMilliseconds;

            // The first pair reads the programs from the disk.
            if (round < 0) continue;
            ours.Add(local);
            theirs.Add(bare);
        }

        return Task.FromResult<IReadOnlyList<Measurement>>(
            [new(Name, "process start to first 200", "bare Kestrel", "ms", ours, theirs) { Target = Target.AtMost(3) }]);
    }
}
