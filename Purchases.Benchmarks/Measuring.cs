using System.Diagnostics;
using System.Net.Sockets;
using System.Reflection;
using Purchases.Benchmarks.Promises;
using Purchases.Core;
using Purchases.Local;

namespace Purchases.Benchmarks;

/// <summary>One run: measures the promises one after another and prints the table.</summary>
internal static class Measuring
{
    /// <returns>1 when a promise couldn't be measured, otherwise 0, even if a target is missed.</returns>
    /// <exception cref="BenchmarkException">This is a Debug build, or the data directory can't be used.</exception>
    public static async Task<int> RunAsync(IEnumerable<IPromise> promises, BenchmarkOptions options, CancellationToken cancellationToken)
    {
        RequireRelease();

        // Measuring blocks for minutes. The caller must be able to listen for Ctrl+C meanwhile.
        await Task.Yield();
        var bench = new Bench(options, Console.Error);
        string machine;
        using (var folder = bench.NewFolder()) machine = Machine.Describe(folder.Path);
        bench.Say(machine);

        var measurements = new List<Measurement>();
        var failures = new List<string>();
        foreach (var promise in promises)
        {
            bench.Say(promise.Name);
            try
            {
                measurements.AddRange(await promise.MeasureAsync(bench, cancellationToken));
            }
            catch (Exception e) when (e is BenchmarkException or HttpRequestException or SocketException or IOException)
            {
                failures.Add($"{promise.Name} was NOT measured: {e.Message}");
            }
        }

        Console.WriteLine(machine);
        if (options.Quick) Console.WriteLine("Measured with --quick: fewer and shorter rounds on less data.");
        ResultsTable.Print(Console.Out, measurements, failures);
        return failures.Count == 0 ? 0 : 1;
    }

    /// <exception cref="BenchmarkException">The code that would be measured isn't optimised.</exception>
    public static void RequireRelease()
    {
        if (new[] { typeof(Measuring), typeof(LocalApp), typeof(PurchaseCreated) }.Any(type => IsDebug(type.Assembly)))
            throw new BenchmarkException("This is a Debug build, whose speed says nothing. Run it with -c Release.");
    }

    private static bool IsDebug(Assembly assembly) => assembly.GetCustomAttribute<DebuggableAttribute>()?.IsJITOptimizerDisabled == true;
}

/// <summary>What a promise measures with.</summary>
internal sealed class Bench(BenchmarkOptions options, TextWriter progress)
{
    private readonly Stopwatch _running = Stopwatch.StartNew();

    /// <summary>The second with --quick, otherwise the first.</summary>
    public T Pick<T>(T full, T quick) => options.Quick ? quick : full;

    /// <summary>A folder on the disk that counts, deleted when it is disposed of.</summary>
    public TempFolder NewFolder() => new(options.Data);

    public void Say(string what) => progress.WriteLine($"{_running.Elapsed:mm\\:ss} {what}");
}

/// <summary>A folder for the time of a measurement.</summary>
internal sealed class TempFolder : IDisposable
{
    /// <exception cref="BenchmarkException">The parent doesn't exist or isn't writable.</exception>
    public TempFolder(string parent)
    {
        // A missing parent isn't created: a mistyped name would be measured on another disk.
        if (!Directory.Exists(parent)) throw new BenchmarkException($"The directory '{parent}' of --data doesn't exist.");

        Path = System.IO.Path.GetFullPath(System.IO.Path.Combine(parent, $"purchases-benchmarks-{Guid.NewGuid():N}"));
        try
        {
            Directory.CreateDirectory(Path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BenchmarkException($"'{parent}' isn't writable. Choose another directory with --data.", e);
        }
    }

    public string Path { get; }

    public string In(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
