using Microsoft.Playwright;
using Purchases.Tests.Support;

namespace Purchases.Tests.Scenarios;

/// <summary>The page when the app goes away, and when one is there again.</summary>
public sealed class PageConnectionTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [BrowserFact]
    public async Task It_dims_while_the_app_is_away_says_since_when_and_comes_back_by_itself()
    {
        await using var local = await RunningLocal.StartAsync(_folder);
        using var relay = new Relay(local.Url);
        await using var page = await PipelinePage.OpenLiveAsync(relay.Url);
        Assert.Equal("1", await DimmedAsync(page));
        relay.LeadTo(null);
        await local.StopAsync();

        await page.Status.ShowsAsync("Not connected since ");
        await Eventually.GetAsync(() => DimmedAsync(page), opacity => opacity != "1");
        Assert.Matches(@"since \d\d:\d\d:\d\d\. What you see is from then", await page.Status.InnerTextAsync());

        await using var again = await RunningLocal.StartAsync(_folder);
        relay.LeadTo(again.Url);
        await page.Status.ShowsAsync("Live");
        await Eventually.GetAsync(() => DimmedAsync(page), opacity => opacity == "1");
    }

    [BrowserFact]
    public async Task Nothing_of_other_data_stays_when_an_app_is_back()
    {
        await using var local = await RunningLocal.StartAsync(_folder);
        using var relay = new Relay(local.Url);
        await using var page = await PipelinePage.OpenLiveAsync(relay.Url);
        await page.BuyAsync("before", "i1", "1");
        await page.Outcome.ShowsAsync("Recorded");
        using var otherFolder = new TestFolder();
        await using var other = await RunningLocal.StartAsync(otherFolder);
        await other.BuyAsync("after", "i1", 1);
        relay.LeadTo(other.Url);
        await local.StopAsync();

        await page.Rows.ShowsAsync("after");
        Assert.DoesNotContain("before", await page.Rows.First.InnerTextAsync(), StringComparison.Ordinal);
        Assert.Equal(1, await page.Rows.CountAsync());
        Assert.Equal("", await page.Outcome.InnerTextAsync());
        Assert.True(await page.Page.Locator("#again").IsDisabledAsync());
    }

    [BrowserFact]
    public async Task A_connection_that_says_nothing_any_more_is_made_anew()
    {
        await using var local = await RunningLocal.StartAsync(_folder);
        await using var page = await PipelinePage.OpenLiveAsync(local.Url, browser => browser.Clock.InstallAsync());
        Assert.Equal(1, Connections(page));

        await page.Page.Clock.FastForwardAsync(16_000);

        await Eventually.TrueAsync(() => Connections(page) > 1);
        await page.Status.ShowsAsync("Live");
    }

    [BrowserFact]
    public async Task Who_is_refused_reads_why()
    {
        await using var local = await RunningLocal.StartAsync(_folder);
        var refusal = new RouteFulfillOptions
        {
            Status = 503,
            ContentType = "application/problem+json",
            Body = """{"title":"Service Unavailable","status":503,"detail":"16 pages are watching already; close one."}""",
        };
        await using var page = await PipelinePage.OpenAsync(
            local.Url, browser => browser.RouteAsync("**/events", route => route.FulfillAsync(refusal)));

        await page.Status.ShowsAsync("16 pages are watching already");
    }

    private static Task<string> DimmedAsync(PipelinePage page) =>
        page.AskAsync<string>("getComputedStyle(document.querySelector('#flow')).opacity");

    private static int Connections(PipelinePage page) =>
        page.Browser.Requests.Count(url => url.EndsWith("/events", StringComparison.Ordinal));
}
