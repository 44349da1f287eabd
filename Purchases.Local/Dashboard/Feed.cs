using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Purchases.Core.Http;

namespace Purchases.Local.Dashboard;

/// <summary>
/// The pipeline as server-sent events. Each watcher looks by itself, so nothing runs while there is none; a slow client gets the
/// newest state when it has read the last, and one that doesn't read at all is cut off by the web server's minimum rate.
/// </summary>
internal sealed class Feed(PipelineView view, TimeProvider time, IHostApplicationLifetime lifetime)
{
    /// <summary>How many may watch at once.</summary>
    public const int WatchersMax = 16;

    private int _watchers;

    public int Watchers => Volatile.Read(ref _watchers);

    public async Task WatchAsync(HttpContext context)
    {
        if (HttpMethods.IsHead(context.Request.Method))
        {
            context.Response.ContentType = "text/event-stream";
            return;
        }

        try
        {
            await (Interlocked.Increment(ref _watchers) <= WatchersMax
                ? TypedResults.ServerSentEvents(StatesAsync(context.RequestAborted))
                : Problem.Unavailable($"{WatchersMax} pages are watching already; close one.")).ExecuteAsync(context);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The page was closed, or the app is.
        }
        finally
        {
            Interlocked.Decrement(ref _watchers);
        }
    }

    private async IAsyncEnumerable<SseItem<string>> StatesAsync([EnumeratorCancellation] CancellationToken aborted)
    {
        // Stopping ends the feed: Ctrl+C would otherwise wait for every page that is open.
        using var end = CancellationTokenSource.CreateLinkedTokenSource(aborted, lifetime.ApplicationStopping);
        string? shown = null;
        while (!end.IsCancellationRequested)
        {
            var state = await view.LookAsync(end.Token);
            if (!ReferenceEquals(state, shown)) yield return new(shown = state);
            await Task.Delay(PipelineView.LookInterval, time, end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
