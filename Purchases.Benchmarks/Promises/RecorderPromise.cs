using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Purchases.Benchmarks.Data;
using Purchases.Benchmarks.Results;
using Purchases.Local;
using Purchases.Local.Embedded;

namespace Purchases.Benchmarks.Promises;

/// <summary>Events come from the log into the store, validated and each exactly once, at half the speed of inserts that do nothing else.</summary>
internal sealed class RecorderPromise : IPromise
{
    private const string ConsumerGroup = "purchase-consumer";
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    public string Name => "recorder";

    public async Task<IReadOnlyList<Measurement>> MeasureAsync(Bench bench, CancellationToken cancellationToken)
    {
        using var folder = bench.NewFolder();
        var purchases = SomePurchases.Of(bench.Pick(200_000, 50_000)).ToList();
        var rows = purchases.ConvertAll(RawInserts.Row.Of);
        await FilledTopic.WriteAsync(folder.In("topic"), purchases);

        var (ours, theirs) = (new List<double>(), new List<double>());
        for (var round = -1; round < bench.Pick(5, 3); round++)
        {
            var recorded = await RecordAsync(folder, $"recorder {round}", rows.Count, cancellationToken);
            var inserted = RawInserts.Run(folder.In($"inserts {round}"), rows);

            // The first pair is for the runtime to warm up.
            if (round < 0) continue;
            ours.Add(rows.Count / recorded.TotalSeconds);
            theirs.Add(rows.Count / inserted.TotalSeconds);
            bench.Say($"  {ours[^1]:0} and {theirs[^1]:0} rows/s");
        }

        return
        [
            new(Name, "events/s, log to store", "raw prepared inserts", "/s", ours, theirs) { Target = Target.AtLeast(0.5) },
            new(Name, "events/s, log to store", "", "/s", ours, []) { Target = Target.AtLeast(50_000) },
        ];
    }

    private static async Task<TimeSpan> RecordAsync(TempFolder folder, string name, int events, CancellationToken cancellationToken)
    {
        var data = folder.CopyOf(folder.In("topic"), name);
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["AzureFunctionsJobHost:functions:0"] = "RecordPurchases",
            ["KAFKA_TOPIC"] = FilledTopic.Topic,
            ["KAFKA_GROUP_ID"] = ConsumerGroup,
        };
        var options = new LocalOptions { Data = data, Urls = "http://127.0.0.1:0", CurrentDirectory = AppContext.BaseDirectory, Settings = settings };
        TimeSpan took;

        // Its lines, one a batch, would stand between ours.
        await using (var app = LocalApp.Build(options, services => services.RemoveAll<ILoggerProvider>()))
        {
            var offsets = app.Services.GetRequiredService<ConsumerOffsets>();
            var start = Stopwatch.GetTimestamp();
            await app.StartAsync(cancellationToken);
            while ((offsets.Find(ConsumerGroup, FilledTopic.Topic) ?? 0) < events)
            {
                if (Stopwatch.GetElapsedTime(start) > Deadline) throw new BenchmarkException("The recorder doesn't come to the end of the topic.");
                await Task.Delay(LookInterval, cancellationToken);
            }

            took = Stopwatch.GetElapsedTime(start);
            await app.StopAsync();
        }

        var recorded = RawInserts.Count(data);
        return recorded == events ? took : throw new BenchmarkException($"{recorded} of {events} events were recorded.");
    }
}
