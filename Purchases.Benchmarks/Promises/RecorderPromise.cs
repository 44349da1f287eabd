using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Purchases.Benchmarks.Data;
using Purchases.Local;
using Purchases.Local.Embedded;

namespace Purchases.Benchmarks.Promises;

/// <summary>Local records events from its log into its store at nearly the speed of inserts that do nothing else.</summary>
internal sealed class RecorderPromise : IPromise
{
    private const string ConsumerGroup = "purchase-consumer";
    private const string Recorded = "recorded";
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    public string Name => "recorder";

    public async Task<IReadOnlyList<Measurement>> MeasureAsync(Bench bench, CancellationToken cancellationToken)
    {
        using var folder = bench.NewFolder();
        var purchases = SomePurchases.Of(bench.Pick(200_000, 50_000)).ToList();
        var rows = purchases.ConvertAll(RawInserts.Row.Of);
        await DataDirectories.FillTopicAsync(folder.In("topic"), purchases);

        // The first pair warms up the runtime.
        await PairAsync();
        var (service, reference) = (new List<double>(), new List<double>());
        for (var pair = 0; pair < bench.Pick(5, 3); pair++)
        {
            var (recorded, inserted) = await PairAsync();
            service.Add(recorded);
            reference.Add(inserted);
            bench.Say($"  {recorded:0} and {inserted:0} events/s");
        }

        return
        [
            new("recording on Local, from the log into the store: events/s", "raw prepared inserts", "", service, reference)
            { Target = Target.AtLeast(0.5) },
        ];

        async Task<(double Recorded, double Inserted)> PairAsync()
        {
            foreach (var name in new[] { Recorded, "inserted" })
            {
                if (Directory.Exists(folder.In(name))) Directory.Delete(folder.In(name), recursive: true);
            }

            DataDirectories.CopyTopic(folder.In("topic"), folder.In(Recorded));
            var recording = await RecordAsync(folder.In(Recorded), rows.Count, cancellationToken);
            var inserting = RawInserts.Run(folder.In("inserted"), rows);
            return (rows.Count / recording.TotalSeconds, rows.Count / inserting.TotalSeconds);
        }
    }

    private static async Task<TimeSpan> RecordAsync(string data, int events, CancellationToken cancellationToken)
    {
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["AzureFunctionsJobHost:functions:0"] = "RecordPurchases",
            ["KAFKA_TOPIC"] = DataDirectories.Topic,
            ["KAFKA_GROUP_ID"] = ConsumerGroup,
        };
        var options =
            new LocalOptions { Data = data, Urls = "http://127.0.0.1:0", CurrentDirectory = AppContext.BaseDirectory, Settings = settings };
        TimeSpan took;

        // Without its log lines, one per batch.
        await using (var app = LocalApp.Build(options, services => services.RemoveAll<ILoggerProvider>()))
        {
            var offsets = app.Services.GetRequiredService<ConsumerOffsets>();
            var start = Stopwatch.GetTimestamp();
            await app.StartAsync(cancellationToken);
            while ((offsets.Find(ConsumerGroup, DataDirectories.Topic) ?? 0) < events)
            {
                if (Stopwatch.GetElapsedTime(start) > Deadline)
                    throw new BenchmarkException("The recorder doesn't reach the end of the topic.");
                await Task.Delay(LookInterval, cancellationToken);
            }

            took = Stopwatch.GetElapsedTime(start);
            await app.StopAsync();
        }

        var recorded = RawInserts.Count(data);
        return recorded == events ? took : throw new BenchmarkException($"{recorded} purchases are stored, not {events}.");
    }
}
