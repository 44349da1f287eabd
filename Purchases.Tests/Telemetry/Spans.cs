using System.Collections.Concurrent;
using System.Diagnostics;

namespace Purchases.Tests.Telemetry;

/// <summary>Keeps the spans that end while it lives: ours and the web server's.</summary>
internal sealed class Spans : IDisposable
{
    private readonly ConcurrentQueue<Activity> _ended = new();
    private readonly ActivityListener _listener;

    public Spans()
    {
        _listener = new()
        {
            ShouldListenTo = source => source.Name is "Purchases" or "Microsoft.AspNetCore",
            Sample = static (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = _ended.Enqueue,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    /// <summary>Waits for the first span of this name.</summary>
    public async Task<Activity> NamedAsync(string name, Func<Activity, bool>? condition = null) =>
        (await Eventually.GetAsync(() => Task.FromResult(Find(name, condition)), span => span is not null))!;

    public Activity? Find(string name, Func<Activity, bool>? condition = null) =>
        _ended.FirstOrDefault(span => span.DisplayName == name && (condition is null || condition(span)));

    public int Count(string name) => Count(span => span.DisplayName == name);

    public int Count(Func<Activity, bool> condition) => _ended.Count(condition);

    public void Dispose() => _listener.Dispose();
}
