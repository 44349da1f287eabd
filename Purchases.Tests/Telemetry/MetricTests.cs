using System.Text;
using Purchases.Tests.Scenarios;

namespace Purchases.Tests.Telemetry;

public sealed class MetricTests : FolderTests
{
    [Fact]
    public async Task Each_event_is_counted_by_its_outcome()
    {
        await using var local = await RunningLocal.StartAsync(_folder);
        using var measured = new Measurements(local);
        await local.BuyAsync("u1", "i1", 1, "order-17");
        await local.BuyAsync("u1", "i1", 1, "order-17");
        await local.BuyAsync("u1", "i2", 1);
        using (await local.BuyAsync("{}"))
            await local.Log.AppendAsync(new(null, "hello"u8.ToArray(), []));
        await Eventually.TrueAsync(() => measured.Sum("purchases.rejected") >= 1);

        Assert.Equal(3, measured.Sum("purchases.accepted"));
        Assert.Equal(3, measured.Sum("messaging.client.sent.messages"));
        Assert.Equal(4, measured.Sum("messaging.client.consumed.messages"));
        Assert.Equal(4, measured.Sum("purchases.batch.size"));
        Assert.Equal(2, measured.Sum("purchases.recorded"));
        Assert.Equal(1, measured.Sum("purchases.duplicates"));
        Assert.Equal(1, measured.Sum("purchases.rejected"));
        Assert.Equal("invalid_json", measured.Of("purchases.rejected").Single().Tags["error.type"]);
        Assert.All(measured.Of("messaging.client.sent.messages").Concat(measured.Of("messaging.client.consumed.messages")), taken =>
        {
            Assert.Equal("kafka", taken.Tags["messaging.system"]);
            Assert.Equal("purchases.v1", taken.Tags["messaging.destination.name"]);
        });
    }

    [Fact]
    public async Task Rejected_calls_are_counted_by_function_and_status()
    {
        await using var local = await RunningLocal.StartAsync(_folder);
        using var measured = new Measurements(local);
        using (await local.BuyAsync("{}")) { }
        using (await local.Client.GetAsync("/purchases/none")) { }
        using (await local.Client.GetAsync("/health")) { }

        await Eventually.TrueAsync(() => measured.Sum("purchases.refused") >= 2);

        var refused = measured.Of("purchases.refused")
            .Select(taken => (taken.Value, taken.Tags["faas.name"], taken.Tags["http.response.status_code"]));
        Assert.Equal([(1, "Buy", 422), (1, "GetPurchase", 404)], refused);
    }

    // docs/metrics.md: 7 days.
    [Fact]
    public async Task The_age_of_an_event_is_measured_in_seconds_up_to_7_days()
    {
        await using var local = await RunningLocal.StartAsync(_folder);
        using var measured = new Measurements(local);
        var time = DateTimeOffset.UtcNow;
        await AppendAsync(local, "the first possible time", default);
        await AppendAsync(local, "too long ago", time.AddDays(-7).AddSeconds(-1));
        await AppendAsync(local, "just in time", time.AddDays(-7).AddHours(1));
        await Eventually.TrueAsync(() => measured.Sum("purchases.recorded") >= 3);

        Assert.InRange(Assert.Single(measured.Of("purchases.age")).Value, 601_200, 604_800);
        Assert.All(measured.Of("messaging.process.duration"), taken => Assert.InRange(taken.Value, 0.000_001, 60));
    }

    [Fact]
    public async Task Lag_is_the_number_of_events_that_the_consumer_group_has_not_processed()
    {
        await using var local = await RunningLocal.StartFailingAsync(_folder, new HurriedTime(200));
        using var measured = new Measurements(local);
        local.Store.FailsWith = new UnavailableException("the store is down");
        for (var quantity = 1; quantity <= 3; quantity++) await local.BuyAsync("u1", "i1", quantity);

        Assert.Equal(3, Lag());
        await Eventually.TrueAsync(() => measured.Of("messaging.process.duration").Any(IsOfOutage));

        local.Store.FailsWith = null;
        await Eventually.TrueAsync(() => Lag() == 0);

        static bool IsOfOutage((double, Dictionary<string, object?> Tags) taken) =>
            Equals(taken.Tags.GetValueOrDefault("error.type"), typeof(UnavailableException).FullName);

        double Lag()
        {
            measured.Observe();
            return measured.Of("purchases.lag")[^1].Value;
        }
    }

    private static Task AppendAsync(RunningLocal local, string eventId, DateTimeOffset timestamp)
    {
        var json = $$"""{"eventId":"{{eventId}}","timestamp":"{{timestamp:O}}","userId":"u1","itemId":"i1","quantity":1}""";
        return local.Log.AppendAsync(new(null, Encoding.UTF8.GetBytes(json), []));
    }
}
