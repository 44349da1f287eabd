using System.Diagnostics;

namespace Purchases.Benchmarks.Promises;

/// <summary>Times calls too short to time one by one.</summary>
internal static class Calls
{
    private const int Lap = 500;

    private static long _sink;

    /// <summary>Each of them in turn, round by round, after all have run for a while.</summary>
    /// <param name="calls">Each returns something that it can't know without doing its work.</param>
    /// <returns>For each, its rounds in microseconds a call.</returns>
    public static IReadOnlyList<IReadOnlyList<double>> Time(Bench bench, CancellationToken cancellationToken, params Func<long>[] calls)
    {
        var rounds = calls.Select(_ => new List<double>()).ToList();
        var turn = TimeSpan.FromMilliseconds(100);
        var warmUpRounds = bench.Pick(10, 4);
        for (var round = -warmUpRounds; round < bench.Pick(25, 5); round++)
        {
            for (var i = 0; i < calls.Length; i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var took = Run(calls[i], turn);
                if (round >= 0) rounds[i].Add(took);
            }
        }

        return rounds;
    }

    /// <summary>Bytes that a call allocates.</summary>
    public static double Allocated(Func<long> call)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Lap; i++) _sink += call();
        return (GC.GetAllocatedBytesForCurrentThread() - before) / (double)Lap;
    }

    private static double Run(Func<long> call, TimeSpan duration)
    {
        var count = 0L;
        var start = Stopwatch.GetTimestamp();
        TimeSpan elapsed;
        do
        {
            for (var i = 0; i < Lap; i++) _sink += call();
            count += Lap;
            elapsed = Stopwatch.GetElapsedTime(start);
        }
        while (elapsed < duration);

        return elapsed.TotalMicroseconds / count;
    }
}
