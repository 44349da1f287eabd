using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Purchases.Local.Dashboard;

namespace Purchases.Tests.Scenarios;

/// <summary>The page's button that sends traffic for a minute.</summary>
public sealed class PageTrafficTests : IDisposable
{
    private const int MinuteMs = 60_000;

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [BrowserFact]
    public async Task It_shows_all_that_can_become_of_a_purchase_and_stops_when_told()
    {
        await using var local = await RunningLocal.StartAsync(_folder);
        await using var page = await PipelinePage.OpenLiveAsync(local.Url);

        await page.TrafficButton.ClickAsync();

        await Eventually.GetAsync(
            () => page.Page.Locator("#rejected").InnerTextAsync(),
            text => text.Contains("eventId is already recorded", StringComparison.Ordinal) &&
            text.Contains("not qty", StringComparison.Ordinal));
        await page.SeesTotalAsync("Refused", "1");
        await Eventually.GetAsync(() => page.Tile("Duplicates").Locator(".count").InnerTextAsync(), count => count != "0");

        await page.TrafficButton.ClickAsync();
        await page.TrafficButton.ShowsAsync("Send traffic for a minute");
        var told = page.Page.Locator("#traffic-told");
        await told.ShowsAsync("Stopped.");
        var sent = Sent(page);
        await page.BuyAsync("afterwards", "i1", "1");
        await page.Outcome.ShowsAsync("Recorded");
        Assert.Equal(sent + 1, Sent(page));
    }

    [BrowserFact]
    public async Task It_stops_by_itself_after_a_minute()
    {
        await using var local = await RunningLocal.StartAsync(_folder);
        await using var page = await PipelinePage.OpenLiveAsync(local.Url, browser => browser.Clock.InstallAsync());
        await page.TrafficButton.ClickAsync();
        await page.TrafficButton.ShowsAsync("Stop the traffic");

        await page.Page.Clock.FastForwardAsync(MinuteMs);

        await page.TrafficButton.ShowsAsync("Send traffic for a minute");
        await page.Page.Locator("#traffic-told").ShowsAsync("The minute is over.");
    }

    [BrowserFact]
    public async Task An_app_that_does_not_keep_up_is_not_flooded()
    {
        await using var local = await RunningLocal.StartAsync(_folder);
        await using var page = await PipelinePage.OpenLiveAsync(local.Url, browser => browser.Clock.InstallAsync());
        await page.Page.RouteAsync("**/buy", _ => { });

        await page.TrafficButton.ClickAsync();
        await page.Page.Clock.RunForAsync(MinuteMs / 2);

        Assert.InRange(Sent(page), 2, 8);
    }

    [BrowserFact]
    public async Task It_stops_when_nobody_answers()
    {
        await using var local = await RunningLocal.StartAsync(_folder);
        await using var page = await PipelinePage.OpenLiveAsync(local.Url);
        await page.Page.RouteAsync("**/buy", route => route.AbortAsync());

        await page.TrafficButton.ClickAsync();

        await page.Page.Locator("#traffic-told").ShowsAsync("doesn't answer");
        await page.TrafficButton.ShowsAsync("Send traffic for a minute");
    }

    [Theory]
    [InlineData(null, HttpStatusCode.Unauthorized)]
    [InlineData("the-key", HttpStatusCode.Accepted)]
    public async Task A_bad_event_asks_for_the_key(string? key, HttpStatusCode status)
    {
        await using var local = await RunningLocal.StartAsync(_folder, null, ("FUNCTIONS_KEY", "the-key"));
        if (key is not null) local.Client.DefaultRequestHeaders.Add("x-functions-key", key);

        using var response = await local.Client.PostAsync("/bad-event", null);

        Assert.Equal(status, response.StatusCode);
        Assert.Equal(status == HttpStatusCode.Accepted ? 1 : 0, local.Log.EndOffset());
    }

    [Fact]
    public async Task Another_machine_gets_no_bad_event()
    {
        await using var local = await RunningLocal.StartAsync(_folder);
        var context = new DefaultHttpContext { RequestServices = local.Services };
        context.Connection.RemoteIpAddress = IPAddress.Parse("192.0.2.7");

        await local.Services.GetRequiredService<OtherProducer>().PublishBadEventAsync(context);

        Assert.Equal(StatusCodes.Status403Forbidden, context.Response.StatusCode);
        Assert.Equal(0, local.Log.EndOffset());
    }

    private static int Sent(PipelinePage page) => page.Browser.Requests.Count(url => url.EndsWith("/buy", StringComparison.Ordinal));
}
