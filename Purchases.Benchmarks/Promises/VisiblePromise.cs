using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Purchases.Benchmarks.Load;
using Purchases.Benchmarks.Results;
using Purchases.Benchmarks.Servers;

namespace Purchases.Benchmarks.Promises;

/// <summary>
/// What was bought can be seen a moment later, at its Location, while a thousand buys a second come in. They come when they are due,
/// whether or not the ones before are answered.
/// </summary>
internal sealed class VisiblePromise : IPromise
{
    private const int BuysPerSecond = 1000;

    // A twentieth is looked for: to ask for all would be another load than buys.
    private const int LookedFor = 20;
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    public string Name => "visible";

    public async Task<IReadOnlyList<Measurement>> MeasureAsync(Bench bench, CancellationToken cancellationToken)
    {
        using var folder = bench.NewFolder();
        using var local = ServerProcess.StartLocal(folder.In("data"), [], cancellationToken);
        using var client = new HttpClient { BaseAddress = local.Url };
        await BuyAsync(client, bench.PickSeconds(10, 3), cancellationToken);

        var (p99s, medians, rates) = (new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round < bench.Pick(3, 2); round++)
        {
            var (visible, perSecond) = await BuyAsync(client, bench.PickSeconds(12, 3), cancellationToken);
            p99s.Add(visible.PercentileMs(99));
            medians.Add(visible.PercentileMs(50));
            rates.Add(perSecond);
        }

        return
        [
            new(Name, "buy to visible, p99", "", "ms", p99s, []) { Target = Target.AtMost(50) },
            new(Name, "buy to visible, median", "", "ms", medians, []),
            new(Name, "buys that came in", "", "/s", rates, []),
        ];
    }

    private static async Task<(LoadResult Visible, double PerSecond)> BuyAsync(
        HttpClient client, TimeSpan duration, CancellationToken cancellationToken)
    {
        var visible = new ConcurrentQueue<long>();
        var buys = new List<Task>();
        var start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < duration)
        {
            var due = (int)(Stopwatch.GetElapsedTime(start).TotalSeconds * BuysPerSecond);
            while (buys.Count < due) buys.Add(BuyAsync(client, buys.Count, visible, cancellationToken));
            await Task.Delay(LookInterval, cancellationToken);
        }

        var perSecond = buys.Count / Stopwatch.GetElapsedTime(start).TotalSeconds;
        await Task.WhenAll(buys);
        var latencies = new Histogram();
        foreach (var elapsed in visible) latencies.Record(elapsed);
        return (new(duration.TotalSeconds, latencies), perSecond);
    }

    private static async Task BuyAsync(HttpClient client, int number, ConcurrentQueue<long> visible, CancellationToken cancellationToken)
    {
        using var body = new StringContent(Requests.BuyJson(number), Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        var sentAt = Stopwatch.GetTimestamp();
        Uri location;
        using (var response = await client.PostAsync("/buy", body, cancellationToken))
        {
            if (response.StatusCode != HttpStatusCode.Accepted)
                throw new BenchmarkException($"A buy was answered {(int)response.StatusCode}.");
            location = response.Headers.Location!;
        }

        if (number % LookedFor != 0) return;
        while (!await IsVisibleAsync(client, location, cancellationToken))
        {
            if (Stopwatch.GetElapsedTime(sentAt) > Deadline)
                throw new BenchmarkException($"A buy wasn't visible after {Deadline.TotalSeconds} s.");
            await Task.Delay(LookInterval, cancellationToken);
        }

        visible.Enqueue(Stopwatch.GetTimestamp() - sentAt);
    }

    private static async Task<bool> IsVisibleAsync(HttpClient client, Uri location, CancellationToken cancellationToken)
    {
        using var response = await client.GetAsync(location, cancellationToken);
        return response.StatusCode switch
        {
            HttpStatusCode.OK => true,
            HttpStatusCode.NotFound => false,
            var status => throw new BenchmarkException($"A Location was answered {(int)status}."),
        };
    }
}
