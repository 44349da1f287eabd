using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Purchases.Benchmarks;

/// <summary>The machine that was measured: ratios carry over to other machines, absolute figures don't.</summary>
internal static class Machine
{
    /// <param name="folder">On the disk where the servers will keep their data.</param>
    public static string Describe(string folder) =>
        $"{Environment.ProcessorCount} × {Processor()}, {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}; " +
        $"a sync of 4 KiB takes {SyncMs(folder):0.00} ms";

    private static string Processor()
    {
        const string file = "/proc/cpuinfo";
        var line = File.Exists(file) ? File.ReadLines(file)
            .FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal)) : null;
        return line?.Split(':')[1].Trim() ?? "processor";
    }

    private static double SyncMs(string folder)
    {
        using var file = File.OpenHandle(
            Path.Combine(folder, "sync"), FileMode.Create, FileAccess.Write, FileShare.None, FileOptions.DeleteOnClose);
        var page = new byte[4096];
        return Spread.Of(Enumerable.Range(0, 50).Select(_ =>
        {
            var start = Stopwatch.GetTimestamp();
            RandomAccess.Write(file, page, 0);
            RandomAccess.FlushToDisk(file);
            return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        })).Median;
    }
}
