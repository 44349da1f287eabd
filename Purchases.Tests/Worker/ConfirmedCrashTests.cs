using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Purchases.Tests.Kafka.Confirmed;
using Purchases.Tests.Scenarios;

namespace Purchases.Tests.Worker;

/// <summary>
/// Promise 1 with KAFKA_DELIVERY=confirmed under kill -9, an orderly end and a broker that goes away: nothing acknowledged is lost.
/// </summary>
[Collection(HeavyTests.Name)]
public sealed class ConfirmedCrashTests(ITestOutputHelper output) : IDisposable
{
    private const int Rounds = 21;
    private const int Clients = 8;

    private readonly MockBroker _broker = new(partitions: 16);
    private readonly ConcurrentDictionary<string, string> _acknowledged = new();
    private readonly Random _random = new(Environment.TickCount);
    private int _sent;

    public void Dispose() => _broker.Dispose();

    [Fact]
    public async Task Ending_the_worker_or_the_broker_at_any_moment_loses_nothing_acknowledged()
    {
        for (var round = 0; round < Rounds; round++)
        {
            await using var worker = await RunningWorker.StartAsync(
                ("KAFKA_BOOTSTRAP_SERVERS", _broker.Address),
                ("KAFKA_DELIVERY", "confirmed"),
                ("AzureFunctionsJobHost__functions__0", "Buy"));
            using var enough = new CancellationTokenSource();
            var clients = Enumerable.Range(0, Clients)
                .Select(client => BuyAsync(worker.Client, $"r{round}c{client}", enough.Token)).ToList();

            // Not before the load runs; then at a moment that differs from round to round, counted in purchases rather than in time.
            await AcknowledgedAsync(_random.Next(1, 400));
            switch (round % 3)
            {
                case 0:
                    worker.Process.Kill();
                    break;
                case 1:
                    await worker.StopAsync();
                    break;
                default:
                    _broker.GoAway();
                    var sent = Volatile.Read(ref _sent);
                    await Eventually.TrueAsync(() => Volatile.Read(ref _sent) > sent);
                    _broker.ComeBack();
                    await AcknowledgedAsync(1);
                    await enough.CancelAsync();
                    break;
            }

            await Task.WhenAll(clients);
        }

        var found = _broker.Read().Select(found => JsonElement.Parse(found.Message.Value))
            .ToLookup(purchase => purchase.GetProperty("itemId").GetString()!, purchase => purchase.GetProperty("eventId").GetString()!);
        output.WriteLine($"{_acknowledged.Count} acknowledged, {found.Count} on the topic over {Rounds} rounds");
        Assert.All(_acknowledged, purchase => Assert.Contains(purchase.Value, found[purchase.Key]));
    }

    private async Task AcknowledgedAsync(int more)
    {
        var moment = _acknowledged.Count + more;
        await Eventually.TrueAsync(() => _acknowledged.Count >= moment);
    }

    // Each client has a user of its own, so that all partitions are written to.
    private async Task BuyAsync(HttpClient client, string name, CancellationToken enough)
    {
        for (var number = 0; !enough.IsCancellationRequested; number++)
        {
            var item = $"{name}n{number}";
            try
            {
                Interlocked.Increment(ref _sent);
                var buy = new { userId = name, itemId = item, quantity = 1 };
                using var response = await client.PostAsJsonAsync("/buy", buy, CancellationToken.None);
                if (response.StatusCode == HttpStatusCode.ServiceUnavailable) continue;
                if (response.StatusCode != HttpStatusCode.Accepted) return;
                var body = await response.Content.ReadFromJsonAsync<JsonObject>(CancellationToken.None);
                _acknowledged[item] = body!["eventId"]!.GetValue<string>();
            }
            catch (Exception e) when (e is HttpRequestException or JsonException)
            {
                // The worker has gone. The purchase under way was never acknowledged.
                return;
            }
        }
    }
}
