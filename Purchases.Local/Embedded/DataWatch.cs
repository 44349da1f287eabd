using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Purchases.Core;

namespace Purchases.Local.Embedded;

/// <summary>
/// Looks all the time whether the data files are still those that are open. While one is missing, no event is accepted, since it would be
/// gone with the process; when they don't come back the app ends.
/// </summary>
internal sealed class DataWatch(DataDirectory directory, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<DataWatch> logger)
    : BackgroundService
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(500);

    // A directory that was moved may be moved back.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly OutageLog _outage = new($"Keeping data in {directory.Path}", time, logger);

    /// <summary>Why the app was ended; null when it wasn't, or not by this.</summary>
    public string? EndedBecause { get; private set; }

    public Task CheckAsync() =>
        directory.Look() is { } lost ? Task.FromException(new UnavailableException(lost)) : Task.CompletedTask;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(LookInterval, time);
        long? lostAt = null;
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            if (directory.Look() is not { } lost)
            {
                lostAt = null;
                _outage.Succeeded();
                continue;
            }

            lostAt ??= time.GetTimestamp();
            _outage.Failed(lost);
            if (time.GetElapsedTime(lostAt.Value) < Patience) continue;

            EndedBecause = lost;
            lifetime.StopApplication();
            return;
        }
    }
}
