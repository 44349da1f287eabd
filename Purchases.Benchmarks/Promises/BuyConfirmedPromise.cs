using System.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Purchases.Benchmarks.Servers;
using Purchases.Core;
using Purchases.Functions.Kafka;
using Purchases.Functions.Kafka.Confirmed;

namespace Purchases.Benchmarks.Promises;

/// <summary>
/// A buy with confirmed delivery, compared with a minimal API in front of the same producer and, for information, with the producer alone.
/// All use librdkafka's mock broker, which has no disk and no replicas: this measures the way there and back.
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
        var rounds = new List<(double Service, double Bare, double Producer)>();
        for (var round = 0; round < bench.Pick(7, 3); round++)
        {
            rounds.Add(await RunAsync(bench.Pick(4, 2)));
            bench.Say($"  {rounds[^1].Service:0}, {rounds[^1].Bare:0} and {rounds[^1].Producer:0} a second");
        }

        await producer.StopAsync(cancellationToken);
        return
        [
            Measure("bare Kestrel with the same producer", round => round.Bare) with { Target = Target.AtLeast(0.9) },
            Measure("the same producer without HTTP", round => round.Producer),
        ];

        async Task<(double, double, double)> RunAsync(int seconds) => (
            Wrk.Buy(confirmed.Url, BuyPromise.Connections, seconds, cancellationToken).PerSecond,
            Wrk.Buy(confirmed.Url, BuyPromise.Connections, seconds, cancellationToken, ConfirmedServer.BarePath).PerSecond,
            await DeliverAsync(producer, TimeSpan.FromSeconds(seconds), cancellationToken));

        Measurement Measure(string baseline, Converter<(double Service, double Bare, double Producer), double> reference) => new(
            $"POST /buy with confirmed delivery, {BuyPromise.Connections} connections: requests/s", baseline, "",
            rounds.ConvertAll(round => round.Service), rounds.ConvertAll(reference));
    }

    /// <summary>As many events are in flight as there are connections. Each sender sends its next one after the delivery.</summary>
    /// <returns>Events per second.</returns>
    private static async Task<double> DeliverAsync(SupervisedProducer producer, TimeSpan duration, CancellationToken cancellationToken)
    {
        var (start, count) = (Stopwatch.GetTimestamp(), 0);
        await Task.WhenAll(Enumerable.Range(0, BuyPromise.Connections).Select(user => Task.Run(
            async () =>
            {
                for (; Stopwatch.GetElapsedTime(start) < duration; Interlocked.Increment(ref count))
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    await producer.SendAsync(TopicMessage.Of(new BuyRequest($"u{user}", "i99", 2).Accept(null, TimeProvider.System)));
                }
            },
            cancellationToken)));

        return count / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
