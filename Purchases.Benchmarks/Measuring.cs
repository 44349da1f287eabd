using System.Net.Sockets;
using Purchases.Benchmarks.Load;
using Purchases.Benchmarks.Promises;
using Purchases.Benchmarks.Results;

namespace Purchases.Benchmarks;

/// <summary>One run: the promises one after another, each on a quiet machine; then the table and the files.</summary>
internal static class Measuring
{
    /// <returns>0 also when a target isn't met: this is a measurement, not a test. 1 when one could not be measured.</returns>
    public static async Task<int> RunAsync(BenchmarkOptions options, CancellationToken cancellationToken)
    {
        ReleaseBuild.Require();

        // The caller listens for Ctrl+C from here on; what follows blocks for minutes.
        await Task.Yield();
        var bench = new Bench(options, Console.Error);
        Machine machine;
        var files = new ResultsFiles(options.Out);
        using (var folder = bench.NewFolder()) machine = Machine.Describe(TimeProvider.System, folder.Path);
        bench.Say($"{machine}");

        var measurements = new List<Measurement>();
        var failures = new List<string>();
        foreach (var promise in AllPromises.List.Where(
            promise => options.Only.Count == 0 || options.Only.Contains(promise.Name, StringComparer.Ordinal)))
        {
            bench.Say(promise.Name);
            try
            {
                measurements.AddRange(await promise.MeasureAsync(bench, cancellationToken));
            }
            catch (Exception e) when (
                e is BenchmarkException or HttpRequestException or SocketException or IOException or InvalidDataException)
            {
                failures.Add($"{promise.Name}: {e.Message}");
            }
        }

        var report = new Report(machine, LoadGenerator.Description, options.Quick, measurements, failures);
        ResultsTable.Print(Console.Out, report);
        Console.WriteLine($"Written: {string.Join(", ", await files.WriteAsync(report))}");
        return failures.Count == 0 ? 0 : 1;
    }
}
