using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Purchases.Core.Recording;

namespace Purchases.Core.Http;

/// <summary>Finds single purchases, immediately or as soon as they are recorded.</summary>
public sealed class RecordedPurchases(IPurchaseStore store, Arrivals arrivals, IHostApplicationLifetime lifetime, TimeProvider time)
{
    private static readonly TimeSpan PauseMin = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan PauseMax = TimeSpan.FromSeconds(1);

    private int _waiting;

    /// <summary>
    /// The purchase with the route's eventId; 404 while it isn't recorded. With <c>wait</c> (seconds, at most <see
    /// cref="Limits.WaitSecondsMax"/>) it is returned as soon as it is recorded, and the 404 comes after that time. A waiting call holds no
    /// thread and no connection to the store.
    /// </summary>
    public async Task<Outcome<PurchaseCreated>> FindAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var wait = QueryParameter.ReadNumber(request.Query, "wait", 1, Limits.WaitSecondsMax);
        if (!wait.Succeeded) return wait.Problem;

        using var gone = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, request.HttpContext.RequestAborted);
        var eventId = $"{request.RouteValues["eventId"]}";
        var found = await FindAsync(eventId, gone.Token);
        if (found is null && wait.Value is { } seconds) found = await WaitAsync(eventId, TimeSpan.FromSeconds(seconds), gone.Token);
        return found is not null ? found : Problem.NotFound("No purchase with this eventId is recorded (yet).");
    }

    private async Task<PurchaseCreated?> WaitAsync(string eventId, TimeSpan wait, CancellationToken gone)
    {
        var startedAt = time.GetTimestamp();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(gone, lifetime.ApplicationStopping);
        using var arrival = arrivals.Expect(Unescaped(eventId));
        try
        {
            if (Interlocked.Increment(ref _waiting) > Limits.WaitersMax)
                throw new UnavailableException($"{Limits.WaitersMax} calls are already waiting. Try again in a moment, or without wait.");

            for (var pause = PauseMin; ; pause = Shorter(pause * 2, PauseMax))
            {
                if (await FindAsync(eventId, gone) is { } found) return found;

                // Waiting calls don't delay the end of the process.
                var left = wait - time.GetElapsedTime(startedAt);
                if (left <= TimeSpan.Zero || end.IsCancellationRequested) return null;

                // After its arrival was announced it may not be found yet: the replica that is read may lag.
                var paused = Task.Delay(Shorter(pause, left), time, end.Token);
                await Task.WhenAny(arrival.Task.IsCompleted ? paused : arrival.Task, paused);
                gone.ThrowIfCancellationRequested();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    private async Task<PurchaseCreated?> FindAsync(string eventId, CancellationToken cancellationToken)
    {
        // Other producers' ids may contain a slash. ASP.NET Core decodes every escape in a path except %2F, so order%2F17 means order/17
        // unless the eventId order%2F17 is recorded.
        var found = await store.FindAsync(eventId, cancellationToken);
        return found is null && Unescaped(eventId) is var other && other != eventId
            ? await store.FindAsync(other, cancellationToken)
            : found;
    }

    private static string Unescaped(string eventId) => eventId.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
