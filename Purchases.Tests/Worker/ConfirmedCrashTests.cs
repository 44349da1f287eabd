using System.Text.Json;
using Purchases.Tests.Kafka.Confirmed;

namespace Purchases.Tests.Worker;

/// <summary>
/// Promise 1 with KAFKA_DELIVERY=confirmed under kill -9, an orderly stop and a broker outage: nothing acknowledged is lost.
/// </summary>
public sealed class ConfirmedCrashTests(ITestOutputHelper output) : IDisposable
{
    private const int Rounds = 3;
    private const int Clients = 8;

    private readonly MockBroker _broker = new(partitions: 16);
    private readonly Buyers _buyers = new();
    private readonly Random _random = new(Environment.TickCount);

    public void Dispose() => _broker.Dispose();

    [Fact]
    public async Task Ending_the_worker_or_the_broker_at_any_moment_loses_nothing_acknowledged()
    {
        for (var round = 0; round < Rounds; round++)
        {
            await using var worker = await RunningWorker.StartAsync(
                [.. Settings.Functions("Buy"), ("KAFKA_BOOTSTRAP_SERVERS", _broker.Address), ("KAFKA_DELIVERY", "confirmed")]);
            using var enough = new CancellationTokenSource();

            // Each client has its own user, so that all partitions are written to.
            var clients = Enumerable.Range(0, Clients).Select(client => $"r{round}c{client}")
                .Select(name => _buyers.BuyAsync(worker.Client, name, name, enough.Token)).ToList();

            // Not before the load runs; then at a moment that differs from round to round, counted in purchases rather than in time.
            await _buyers.AcknowledgedAsync(_random.Next(1, 400));
            switch (round)
            {
                case 0:
                    await worker.Process.KillAsync();
                    break;
                case 1:
                    await worker.StopAsync();
                    break;
                default:
                    _broker.GoAway();
                    var sent = _buyers.Sent;
                    await Eventually.TrueAsync(() => _buyers.Sent > sent);
                    _broker.ComeBack();
                    await _buyers.AcknowledgedAsync(1);
                    await enough.CancelAsync();
                    break;
            }

            await Task.WhenAll(clients);
        }

        var found = _broker.Read().Select(found => JsonElement.Parse(found.Message.Value))
            .ToLookup(purchase => purchase.GetProperty("itemId").GetString()!, purchase => purchase.GetProperty("eventId").GetString()!);
        output.WriteLine($"{_buyers.Acknowledged.Count} acknowledged, {found.Count} on the topic over {Rounds} rounds");
        Assert.All(_buyers.Acknowledged, purchase => Assert.Contains(purchase.Value, found[purchase.Key]));
    }
}
