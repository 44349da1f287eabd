using System.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Purchases.Benchmarks.Servers;
using Purchases.Core;
using Purchases.Functions.Kafka;
using Purchases.Functions.Kafka.Confirmed;

namespace Purchases.Benchmarks.Promises;

/// <summary>
/// A buy with confirmed delivery, compared with its producer without HTTP, on librdkafka's mock broker, which has no disk and no replicas:
/// this measures the way there and back.
/// </summary>
internal sealed class BuyConfirmedPromise : IPromise
{
    public string Name => "buy-confirmed";

    public async Task<IReadOnlyList<Measurement>> MeasureAsync(Bench bench, CancellationToken cancellationToken)
    {
        using var broker = new MockBroker("purchases.v1");
        using var confirmed = ServerProcess.StartConfirmed(broker.Address, cancellationToken);
        var settings = new ConfigurationBuilder().AddInMemoryCollection(ConfirmedServer.Settings(broker.Address)).Build();
        var producer = new SupervisedProducer(
            ProducerSettings.Read(settings), settings["KAFKA_TOPIC"]!, TimeProvider.System, NullLogger<SupervisedProducer>.Instance);

        await RunAsync(bench.Pick(10, 3));
        var rounds = new List<(Load Service, Load Producer)>();
        for (var round = 0; round < bench.Pick(7, 3); round++)
        {
            rounds.Add(await RunAsync(bench.Pick(4, 2)));
            bench.Say($"  {rounds[^1].Service.PerSecond:0} and {rounds[^1].Producer.PerSecond:0} a second");
        }

        await producer.StopAsync(cancellationToken);
        return
        [
            Measure("requests/s", "", load => load.PerSecond) with { Target = Target.AtLeast(0.9) },
            Measure("p99", "ms", load => load.P99Us / 1000),
        ];

        async Task<(Load, Load)> RunAsync(int seconds) => (
            Wrk.Buy(confirmed.Url, BuyPromise.Connections, seconds, cancellationToken),
            await DeliverAsync(producer, TimeSpan.FromSeconds(seconds), cancellationToken));

        Measurement Measure(string what, string unit, Func<Load, double> figure) => new(
            $"POST /buy with confirmed delivery, {BuyPromise.Connections} connections: {what}", "its producer without HTTP", unit,
            [.. rounds.Select(round => figure(round.Service))], [.. rounds.Select(round => figure(round.Producer))]);
    }

    // As many events in flight as there are connections; each sender sends its next event when the last one is delivered.
    private static async Task<Load> DeliverAsync(SupervisedProducer producer, TimeSpan duration, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        var perSender = await Task.WhenAll(Enumerable.Range(0, BuyPromise.Connections).Select(user => Task.Run(
            async () =>
            {
                var latencies = new List<double>();
                while (Stopwatch.GetElapsedTime(start) < duration)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    var sent = Stopwatch.GetTimestamp();
                    await producer.SendAsync(TopicMessage.Of(new BuyRequest($"u{user}", "i99", 2).Accept(null, TimeProvider.System)));
                    latencies.Add(Stopwatch.GetElapsedTime(sent).TotalMicroseconds);
                }

                return latencies;
            },
            cancellationToken)));

        var took = Stopwatch.GetElapsedTime(start);
        var sorted = perSender.SelectMany(latencies => latencies).Order().ToArray();
        return new(sorted.Length, (long)took.TotalMicroseconds, sorted[sorted.Length / 2], sorted[sorted.Length * 99 / 100]);
    }
}
