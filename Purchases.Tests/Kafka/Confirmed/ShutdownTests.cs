using System.Collections.Concurrent;
using System.Text.Json;

namespace Purchases.Tests.Kafka.Confirmed;

public sealed class ShutdownTests : IDisposable
{
    private const int Clients = 16;

    private readonly MockBroker _broker = new();

    public void Dispose() => _broker.Dispose();

    [Fact]
    public async Task Stopping_under_load_loses_nothing_acknowledged()
    {
        await using var app = await ConfirmedApp.StartAsync(_broker);
        var acknowledged = new ConcurrentDictionary<string, string>();
        var clients = Enumerable.Range(0, Clients)
            .Select(client => Task.Run(() => BuyUntilRefusedAsync(app, $"c{client}", acknowledged))).ToList();

        await Eventually.TrueAsync(() => acknowledged.Count > 500);
        await app.StopAsync();
        await Task.WhenAll(clients);

        var found = _broker.Read()
            .Select(found => JsonElement.Parse(found.Message.Value).GetProperty("eventId").GetString()!).ToList();
        Assert.Empty(acknowledged.Values.Except(found));
        Assert.Equal(found.Count, found.Distinct().Count());
    }

    [Fact]
    public async Task Queued_events_are_sent_before_the_process_ends()
    {
        await using var app = await ConfirmedApp.StartAsync(_broker, config =>
        {
            config.LingerMs = 60_000;
            config.MessageTimeoutMs = int.MaxValue;
        });
        var waiting = Enumerable.Range(0, 10).Select(number => app.BuyAsync($"u{number}")).ToList();
        await app.StopAsync();

        Assert.All(await Task.WhenAll(waiting).WaitAsync(Eventually.Deadline), answer => Assert.Equal(202, answer.Status));
        Assert.Equal(10, _broker.Read().Count);
    }

    // The host ends a worker that takes too long, and an event that is still queued belongs to a call that was answered 503.
    [Fact]
    public async Task A_broker_that_is_down_delays_the_shutdown_by_5_s_at_most()
    {
        var time = Some.Clock();
        await using var app = await ConfirmedApp.StartAsync(_broker, time: time);
        await app.BuyAsync();
        _broker.GoAway();
        _ = app.BuyAsync();
        var stop = app.Producer.StopAsync(CancellationToken.None);
        Assert.False(stop.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(5));
        await stop.WaitAsync(Eventually.Deadline);
    }

    private static async Task BuyUntilRefusedAsync(ConfirmedApp app, string name, ConcurrentDictionary<string, string> acknowledged)
    {
        for (var number = 0; ; number++)
        {
            var answer = await app.BuyAsync(name, $"i{number}");
            if (answer.Status != 202) return;
            acknowledged[$"{name}i{number}"] = answer.Json.GetProperty("eventId").GetString()!;
        }
    }
}
