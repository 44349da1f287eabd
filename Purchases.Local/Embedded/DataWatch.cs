using Microsoft.Extensions.Hosting;

namespace Purchases.Local.Embedded;

/// <summary>
/// Ends the app when a data file is deleted, moved or replaced: later writes to it would be lost when the process ends.
/// </summary>
internal sealed class DataWatch(DataDirectory directory, IHostApplicationLifetime lifetime, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan CheckInterval = TimeSpan.FromMilliseconds(500);

    /// <summary>Why this service ended the app; null when it didn't.</summary>
    public StartupException? EndedBecause { get; private set; }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(CheckInterval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            if (directory.FindMoved() is not { } moved) continue;

            EndedBecause = directory.Lost($"{moved.Name} was deleted, moved or replaced while it was in use");
            lifetime.StopApplication();
            return;
        }
    }
}
