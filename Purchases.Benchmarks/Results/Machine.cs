using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Purchases.Benchmarks.Results;

/// <summary>Where it was measured: ratios travel from machine to machine, the rest doesn't.</summary>
/// <param name="SyncMs">How long the disk under the data takes to make 4 KiB durable: what a buy waits for at least.</param>
internal sealed record Machine(DateTimeOffset MeasuredAt, string Os, string Processor, int Processors, string Runtime, double SyncMs)
{
    private const int Syncs = 50;

    /// <param name="folder">Where the servers will keep their data.</param>
    public static Machine Describe(TimeProvider time, string folder) => new(
        time.GetUtcNow(),
        $"{RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}",
        ProcessorName(),
        Environment.ProcessorCount,
        RuntimeInformation.FrameworkDescription,
        Math.Round(MeasureSync(folder), 3));

    public override string ToString() => $"{Processors} × {Processor}, {Os}, {Runtime}; a sync of 4 KiB takes {Figures.Text(SyncMs)} ms";

    private static string ProcessorName()
    {
        const string file = "/proc/cpuinfo";
        var line = File.Exists(file) ? File.ReadLines(file)
            .FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal)) : null;
        return line?[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim() ?? "processor";
    }

    private static double MeasureSync(string folder)
    {
        using var file = File.OpenHandle(
            Path.Combine(folder, "sync"), FileMode.Create, FileAccess.Write, FileShare.None, FileOptions.DeleteOnClose);
        var page = new byte[4096];
        return Spread.Of(Enumerable.Range(0, Syncs).Select(_ =>
        {
            var start = Stopwatch.GetTimestamp();
            RandomAccess.Write(file, page, 0);
            RandomAccess.FlushToDisk(file);
            return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }).ToList()).Median;
    }
}
