using System.Diagnostics;

namespace Purchases.Benchmarks;

/// <summary>What a promise measures with.</summary>
internal sealed class Bench(BenchmarkOptions options, TextWriter progress)
{
    private readonly Stopwatch _running = Stopwatch.StartNew();

    public bool Quick => options.Quick;

    /// <summary>The second with --quick, otherwise the first.</summary>
    public T Pick<T>(T full, T quick) => options.Quick ? quick : full;

    public TimeSpan PickSeconds(double full, double quick) => TimeSpan.FromSeconds(Pick(full, quick));

    /// <summary>A folder on the disk that counts, gone when it is disposed of.</summary>
    public TempFolder NewFolder() => new(options.Data);

    /// <summary>A folder in memory, where a sync costs nothing; null where the system has none.</summary>
    public static TempFolder? NewFolderInMemory() => Directory.Exists("/dev/shm") ? new("/dev/shm") : null;

    /// <summary>Tells a person who waits what is going on.</summary>
    public void Say(string what) => progress.WriteLine($"{_running.Elapsed:mm\\:ss} {what}");
}
