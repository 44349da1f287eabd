using System.Net;

namespace Purchases.Tests.Scenarios;

/// <summary>GET /purchases/{eventId}?wait= on Local.</summary>
public sealed class WaitTests : FolderTests
{
    [Fact]
    public async Task A_call_can_wait_for_a_purchase_before_it_is_bought()
    {
        await using var local = await RunningLocal.StartAsync(_folder);
        var waiting = local.Client.GetAsync($"/purchases/{Some.Key("order-17").EventIdFor("u1")}?wait=30");

        await local.BuyAsync("u1", "i1", 1, "order-17");

        using var answer = await waiting;
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task A_call_can_wait_for_what_another_process_records()
    {
        await using var recorder = await RunningLocal.StartAsync(_folder);
        await using var other = await RunningLocal.StartAsync(_folder, null, [.. Settings.Functions("GetPurchase", "Health")]);
        var eventId = await recorder.BuyAsync("u1", "i1", 1);

        using var answer = await other.Client.GetAsync($"/purchases/{eventId}?wait=30");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Stopping_does_not_wait_for_calls_that_wait()
    {
        await using var local = await RunningLocal.StartAsync(_folder);
        var waiting = local.Client.GetAsync("/purchases/nothing?wait=30");
        await Eventually.GetAsync(() => local.Client.GetAsync("/health"), response => response.IsSuccessStatusCode);

        await local.StopAsync();

        // A call that held up the stop would be cut off at the stop's deadline, and throw here.
        using var answer = await waiting;
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }
}
