using System.Net;

namespace Purchases.Tests.Scenarios;

/// <summary>Buy once, then wait for it.</summary>
public sealed class WaitTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_purchase_is_answered_as_soon_as_it_is_recorded()
    {
        await using var local = await RunningLocal.StartAsync(_folder);
        var eventId = await local.BuyAsync("u1", "i1", 1, "order-17");

        using var answer = await local.Client.GetAsync($"/purchases/{eventId}?wait=30");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task A_call_may_wait_before_anything_is_bought()
    {
        await using var local = await RunningLocal.StartAsync(_folder);
        var eventId = Purchases.Core.IdempotencyKey.TryParse("order-17", out var key) ? key.EventIdFor("u1") : default;
        var waiting = local.Client.GetAsync($"/purchases/{eventId}?wait=30");

        await local.BuyAsync("u1", "i1", 1, "order-17");

        using var answer = await waiting;
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task What_another_process_records_is_waited_for_as_well()
    {
        await using var recorder = await RunningLocal.StartAsync(_folder);
        await using var other = await RunningLocal.StartAsync(_folder, null, [.. Settings.Functions("GetPurchase", "Health")]);
        var eventId = await recorder.BuyAsync("u1", "i1", 1);

        using var answer = await other.Client.GetAsync($"/purchases/{eventId}?wait=30");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task What_is_never_recorded_is_not_found_after_the_wait()
    {
        await using var local = await RunningLocal.StartAsync(_folder);

        using var answer = await local.Client.GetAsync("/purchases/nothing?wait=1");

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task Stopping_does_not_wait_for_those_who_wait()
    {
        await using var local = await RunningLocal.StartAsync(_folder);
        var waiting = local.Client.GetAsync("/purchases/nothing?wait=30");
        await Eventually.GetAsync(() => local.Client.GetAsync("/health"), response => response.IsSuccessStatusCode);

        await local.StopAsync();

        // A call that holds up a stop is cut off when the stop's time is over, and throws here.
        using var answer = await waiting;
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }
}
