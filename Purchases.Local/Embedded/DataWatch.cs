using Microsoft.Extensions.Hosting;

namespace Purchases.Local.Embedded;

/// <summary>
/// Ends the app when a data file is deleted, moved or replaced: what is written to it from then on would be gone with the process.
/// </summary>
internal sealed class DataWatch(DataDirectory directory, IHostApplicationLifetime lifetime, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(500);

    /// <summary>Why the app was ended; null when it wasn't, or not by this.</summary>
    public StartupException? EndedBecause { get; private set; }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(LookInterval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            if (directory.FindMoved() is not { } moved) continue;

            EndedBecause = directory.Lost($"{moved.Name} was deleted, moved or replaced while it was in use");
            lifetime.StopApplication();
            return;
        }
    }
}
