using System.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Purchases.Benchmarks.Load;
using Purchases.Benchmarks.Results;
using Purchases.Benchmarks.Servers;
using Purchases.Core;
using Purchases.Functions.Kafka;
using Purchases.Functions.Kafka.Confirmed;

namespace Purchases.Benchmarks.Promises;

/// <summary>
/// What it costs to wait for Kafka: Buy with confirmed delivery, against the same producer without HTTP before it, and against answering
/// without Kafka behind it. For information.
/// </summary>
internal sealed class BuyConfirmedPromise : IPromise
{
    public string Name => "buy-confirmed";

    public async Task<IReadOnlyList<Measurement>> MeasureAsync(Bench bench, CancellationToken cancellationToken)
    {
        using var broker = new MockBroker();
        using var confirmed = ServerProcess.StartConfirmed(broker.Address, cancellationToken);
        using var bare = ServerProcess.StartBare(cancellationToken);
        var settings = new ConfigurationBuilder().AddInMemoryCollection(ConfirmedServer.Settings(broker.Address)).Build();
        var producer = new SupervisedProducer(
            ProducerSettings.Read(settings), settings["KAFKA_TOPIC"]!, TimeProvider.System, NullLogger<SupervisedProducer>.Instance);

        var warmUp = bench.PickSeconds(10, 3);
        await RunAsync(warmUp);

        var rounds = new List<(LoadResult Confirmed, LoadResult Producer, LoadResult Bare)>();
        for (var round = 0; round < bench.Pick(7, 3); round++)
        {
            rounds.Add(await RunAsync(bench.PickSeconds(4, 1.2)));
            var (ours, alone, theirs) = rounds[^1];
            bench.Say($"  {ours.PerSecond:0}, {alone.PerSecond:0} and {theirs.PerSecond:0} a second");
        }

        await producer.StopAsync(cancellationToken);
        return
        [
            Measure("requests/s", "bare Kestrel", "/s", round => round.Confirmed.PerSecond, round => round.Bare.PerSecond),
            Measure("requests/s", "its producer without HTTP", "/s", round => round.Confirmed.PerSecond, round => round.Producer.PerSecond),
            Measure(
                "p99", "its producer without HTTP", "ms", round =>
                    round.Confirmed.PercentileMs(99), round => round.Producer.PercentileMs(99)),
        ];

        async Task<(LoadResult, LoadResult, LoadResult)> RunAsync(TimeSpan duration) => (
            BuyLoad.Run(confirmed, duration, cancellationToken),
            await DeliverAsync(producer, duration, cancellationToken),
            BuyLoad.Run(bare, duration, cancellationToken));

        Measurement Measure(
            string what,
            string against,
            string unit,
            Func<(LoadResult Confirmed, LoadResult Producer, LoadResult Bare), double> ours,
            Func<(LoadResult Confirmed, LoadResult Producer, LoadResult Bare), double> theirs) =>
            new(Name, what, against, unit, [.. rounds.Select(ours)], [.. rounds.Select(theirs)]);
    }

    // As many under way as there are connections, each its next one when the last one is delivered.
    private static async Task<LoadResult> DeliverAsync(SupervisedProducer producer, TimeSpan duration, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        var latencies = await Task.WhenAll(Enumerable.Range(0, BuyLoad.Connections).Select(user => Task.Run(
            async () =>
            {
                var mine = new List<long>();
                while (Stopwatch.GetElapsedTime(start) < duration)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    var sent = Stopwatch.GetTimestamp();
                    var purchase = new BuyRequest($"u{user}", "i1", 1).Accept(null, TimeProvider.System);
                    await producer.SendAsync(TopicMessage.Of(purchase));
                    mine.Add(Stopwatch.GetTimestamp() - sent);
                }

                return mine;
            },
            cancellationToken)));

        var all = new Histogram();
        foreach (var latency in latencies.SelectMany(mine => mine)) all.Record(latency);
        return new(Stopwatch.GetElapsedTime(start).TotalSeconds, all);
    }
}
