using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Purchases.Benchmarks.Data;
using Purchases.Benchmarks.Results;
using Purchases.Local;
using Purchases.Local.Embedded;

namespace Purchases.Benchmarks.Promises;

/// <summary>
/// Events come from the log into the store, validated and each exactly once, at half the speed of inserts that do nothing else.
/// </summary>
internal sealed class RecorderPromise : IPromise
{
    private const string ConsumerGroup = "purchase-consumer";
    private const string Recorded = "recorded";
    private const int Stored = 1_000_000;
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    public string Name => "recorder";

    public async Task<IReadOnlyList<Measurement>> MeasureAsync(Bench bench, CancellationToken cancellationToken)
    {
        using var folder = bench.NewFolder();
        var purchases = SomePurchases.Of(bench.Pick(200_000, 50_000)).ToList();
        var rows = purchases.ConvertAll(RawInserts.Row.Of);
        await FilledTopic.WriteAsync(folder.In("topic"), purchases);

        // The first pair is for the runtime to warm up.
        await PairsAsync(folder, 0, 1, rows, bench, cancellationToken);
        var (ours, theirs) = await PairsAsync(folder, 0, bench.Pick(5, 3), rows, bench, cancellationToken);
        List<Measurement> measurements =
        [
            new(Name, "events/s, log to store", "raw prepared inserts", "/s", ours, theirs) { Target = Target.AtLeast(0.5) },
            new(Name, "events/s, log to store", "", "/s", ours, []) { Target = Target.AtLeast(50_000) },
            new(Name, "log, an event", "", "bytes", [BytesOf(folder.In("topic"), "*.db") / rows.Count], []),
            new(Name, "store, a purchase", "", "bytes", [BytesOf(folder.In(Recorded), "purchases.db") / rows.Count], []),
        ];
        if (bench.Quick) return measurements;

        bench.Say($"  storing {Stored} purchases");
        await FilledStore.WriteAsync(folder.In("stored"), SomePurchases.Of(Stored), cancellationToken);
        (ours, theirs) = await PairsAsync(folder, Stored, 3, rows, bench, cancellationToken);
        return [.. measurements, new(Name, $"events/s, {Stored:#,##0} stored before", "raw prepared inserts", "/s", ours, theirs)];
    }

    /// <param name="stored">How many purchases the store holds before; they are in the folder "stored".</param>
    private static async Task<(List<double> Ours, List<double> Theirs)> PairsAsync(
        TempFolder folder, int stored, int count, List<RawInserts.Row> rows, Bench bench, CancellationToken cancellationToken)
    {
        var (ours, theirs) = (new List<double>(), new List<double>());
        for (var pair = 0; pair < count; pair++)
        {
            var recorded = await RecordAsync(StoreIn(Recorded), stored + rows.Count, rows.Count, folder, cancellationToken);
            var inserted = RawInserts.Run(StoreIn("inserted"), rows);
            ours.Add(rows.Count / recorded.TotalSeconds);
            theirs.Add(rows.Count / inserted.TotalSeconds);
            bench.Say($"  {ours[^1]:0} and {theirs[^1]:0} rows/s");
        }

        return (ours, theirs);

        string StoreIn(string name)
        {
            if (Directory.Exists(folder.In(name))) Directory.Delete(folder.In(name), recursive: true);
            return stored == 0 ? folder.In(name) : folder.CopyOf(folder.In("stored"), name);
        }
    }

    private static double BytesOf(string folder, string files) => new DirectoryInfo(folder).EnumerateFiles(files).Sum(file => file.Length);

    private static async Task<TimeSpan> RecordAsync(
        string data, int purchases, int events, TempFolder folder, CancellationToken cancellationToken)
    {
        FilledTopic.Copy(folder.In("topic"), data);
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["AzureFunctionsJobHost:functions:0"] = "RecordPurchases",
            ["KAFKA_TOPIC"] = FilledTopic.Topic,
            ["KAFKA_GROUP_ID"] = ConsumerGroup,
        };
        var options =
            new LocalOptions { Data = data, Urls = "http://127.0.0.1:0", CurrentDirectory = AppContext.BaseDirectory, Settings = settings };
        TimeSpan took;

        // Its lines, one a batch, would stand between ours.
        await using (var app = LocalApp.Build(options, services => services.RemoveAll<ILoggerProvider>()))
        {
            var offsets = app.Services.GetRequiredService<ConsumerOffsets>();
            var start = Stopwatch.GetTimestamp();
            await app.StartAsync(cancellationToken);
            while ((offsets.Find(ConsumerGroup, FilledTopic.Topic) ?? 0) < events)
            {
                if (Stopwatch.GetElapsedTime(start) > Deadline)
                    throw new BenchmarkException("The recorder doesn't come to the end of the topic.");
                await Task.Delay(LookInterval, cancellationToken);
            }

            took = Stopwatch.GetElapsedTime(start);
            await app.StopAsync();
        }

        var recorded = RawInserts.Count(data);
        return recorded == purchases ? took : throw new BenchmarkException($"{recorded} purchases are stored, not {purchases}.");
    }
}
