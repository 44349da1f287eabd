namespace Purchases.Tests.Scenarios.Dashboard;

/// <summary>The dashboard while the server is down, slow or asks for its key.</summary>
public sealed class ConnectionTests : IDisposable
{
    private const string Enabled = "document.querySelectorAll('#board :enabled').length";

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [BrowserFact]
    public async Task While_the_server_is_down_no_control_works_and_all_come_back_with_the_focus()
    {
        await using var local = await RunningLocal.StartAsync(_folder);
        await local.Log.AppendAsync(new("u1"u8.ToArray(), "hello"u8.ToArray(), []));
        using var relay = new Relay(local.Url);
        await using var page = await DashboardPage.OpenLiveAsync(relay.Url);
        await page.RejectedEvents.First.WaitForAsync();
        await page.Page.GetByLabel("Quantity").FocusAsync();
        relay.LeadTo(null);
        await local.StopAsync();

        var words = await page.Status.ShowsAsync("The server hasn't answered since ");
        Assert.Matches(@"since \d\d:\d\d:\d\d\. Trying again", words);
        Assert.Equal(0, await page.AskAsync<int>(Enabled));

        await using var again = await RunningLocal.StartAsync(_folder);
        relay.LeadTo(again.Url);
        await page.Status.ShowsAsync("Live");
        Assert.True(await page.AskAsync<int>(Enabled) > 5);
        Assert.Equal("quantity", await page.AskAsync<string>("document.activeElement.id"));
    }

    [BrowserFact]
    public async Task A_server_with_other_data_replaces_what_is_shown()
    {
        await using var local = await RunningLocal.StartAsync(_folder);
        using var relay = new Relay(local.Url);
        await using var page = await DashboardPage.OpenLiveAsync(relay.Url);
        await page.BuyAsync("before", "i1", "1");
        await page.Rows.ShowsAsync("before");
        using var otherFolder = new TestFolder();
        await using var other = await RunningLocal.StartAsync(otherFolder);
        await other.BuyAsync("after", "i1", 1);
        relay.LeadTo(other.Url);
        await local.StopAsync();

        await page.Rows.ShowsAsync("after");
        Assert.Equal(1, await page.Rows.CountAsync());
    }

    [BrowserFact]
    public async Task A_server_that_stops_answering_is_down_too()
    {
        await using var local = await RunningLocal.StartAsync(_folder);
        await using var page = await DashboardPage.OpenLiveAsync(local.Url, tab => tab.AddInitScriptAsync(
            "const inTime = AbortSignal.timeout; AbortSignal.timeout = (ms) => inTime.call(AbortSignal, ms / 20)"));

        await page.Page.RouteAsync("**/dashboard/state", _ => { });

        await page.Status.ShowsAsync("The server hasn't answered since ");
    }

    [BrowserFact]
    public async Task A_required_key_is_asked_for_first_sent_in_a_header_and_known_to_the_API_docs()
    {
        await using var local = await RunningLocal.StartAsync(_folder, null, ("FUNCTIONS_KEY", "the-key"));
        await using var page = await DashboardPage.OpenAsync(local.Url);
        await page.Status.ShowsAsync("Waiting for the function key");
        Assert.Equal(2, await page.AskAsync<int>(
            "[...document.querySelectorAll('button, input, select, a')].filter((one) => one.checkVisibility()).length"));

        await GiveKeyAsync("a-guess");
        await page.Page.Locator("#key-hint").ShowsAsync("This key is wrong");
        await GiveKeyAsync("the-key");
        await page.BuyAsync("u1", "i1", "1");
        await page.Outcome.ShowsAsync("Recorded");
        Assert.False(await page.Page.Locator("#key-form").IsVisibleAsync());

        await page.Page.GetByText("API docs").ClickAsync();
        await page.Page.Locator(".scheme-container .authorize.locked").WaitForAsync();
        var query = await DocsPageTests.OperationAsync(page.Browser, "Purchases", "GetPurchases");
        await query.Locator("tr[data-param-name=userId] input").FillAsync("u1");
        Assert.Single((await DocsPageTests.ExecuteAsync(query, 200))["purchases"]!.AsArray());

        await page.Page.GetByText("← Dashboard").ClickAsync();
        await page.Status.ShowsAsync("Live");
        Assert.DoesNotContain(page.Browser.Requests, url => url.Contains("the-key", StringComparison.Ordinal));

        async Task GiveKeyAsync(string key)
        {
            await page.Page.GetByLabel("Key", new() { Exact = true }).FillAsync(key);
            await page.ClickAsync("Open the dashboard");
        }
    }
}
