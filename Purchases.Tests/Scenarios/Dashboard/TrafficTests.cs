namespace Purchases.Tests.Scenarios.Dashboard;

/// <summary>The button that sends traffic for a minute.</summary>
public sealed class TrafficTests(SharedLocal shared) : SharedDashboard(shared)
{
    private const int MinuteMs = 60_000;

    private int Sent => Page.Browser.Requests.Count(url => url.EndsWith("/buy", StringComparison.Ordinal));

    [BrowserFact]
    public async Task It_shows_every_outcome_and_stops_on_request()
    {
        await Page.TrafficButton.ClickAsync();

        await Eventually.GetAsync(
            () => Page.Page.Locator("#rejected").InnerTextAsync(),
            text => text.Contains("eventId is already recorded", StringComparison.Ordinal) && text.Contains("quantity is missing"));
        foreach (var tile in new[] { "Refused", "Duplicates" })
            await Eventually.GetAsync(() => Page.Tile(tile).Locator(".count").InnerTextAsync(), count => count != "0");

        await Page.ClickAsync("Stop the traffic");
        await Page.Page.Locator("#traffic-told").ShowsAsync("Stopped.");
        var sent = Sent;
        await Page.BuyAsync("afterwards", "i1", "1");
        await Page.Outcome.ShowsAsync("Recorded");
        Assert.Equal(sent + 1, Sent);
    }

    [BrowserFact]
    public async Task It_stops_after_a_minute()
    {
        await Page.Page.Clock.InstallAsync();
        await Page.TrafficButton.ClickAsync();
        await Page.TrafficButton.ShowsAsync("Stop the traffic");

        await Page.Page.Clock.FastForwardAsync(MinuteMs);

        await Page.Page.Locator("#traffic-told").ShowsAsync("The minute is over.");
        await Page.TrafficButton.ShowsAsync("Send traffic for a minute");
    }

    [BrowserFact]
    public async Task A_slow_server_is_not_flooded()
    {
        await Page.Page.Clock.InstallAsync();
        await Page.Page.RouteAsync("**/buy", _ => { });

        await Page.TrafficButton.ClickAsync();
        await Page.Page.Clock.RunForAsync(MinuteMs / 2);

        Assert.InRange(Sent, 2, 4);
    }
}
