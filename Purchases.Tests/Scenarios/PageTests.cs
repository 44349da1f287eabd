using Microsoft.Playwright;

namespace Purchases.Tests.Scenarios;

/// <summary>The page at / in a browser that can reach nothing but this Local.</summary>
public sealed class PageTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [BrowserFact]
    public async Task A_purchase_is_seen_on_its_way_from_accepted_to_recorded()
    {
        await using var local = await RunningLocal.StartAsync(_folder);
        await using var page = await PipelinePage.OpenLiveAsync(local.Url);
        await page.BuyAsync("客户-7", "📦 café", "9007199254740991");

        await page.Outcome.ShowsAsync("Accepted in");
        await page.Outcome.ShowsAsync("Recorded, seen");
        await page.Rows.ShowsAsync("客户-7\t📦 café\t9,007,199,254,740,991\tRecorded");
        await page.SeesTotalAsync("Accepted", "1");
        await page.SeesTotalAsync("Recorded", "1");
        await page.SeesTotalAsync("Waiting", "0");
        Assert.Equal(
            "In the last five minutes: 1 accepted, 1 recorded, 0 duplicates, 0 rejected",
            await page.Page.GetByRole(AriaRole.Img).GetAttributeAsync("aria-label"));
        Assert.Empty(page.Browser.RequestsBeyond(local.Url));
        Assert.Empty(page.Browser.Complaints);
    }

    [BrowserFact]
    public async Task A_repeated_call_is_seen_as_a_duplicate()
    {
        await using var local = await RunningLocal.StartAsync(_folder);
        await using var page = await PipelinePage.OpenLiveAsync(local.Url);
        await page.BuyAsync("u1", "i1", "1");
        await page.Outcome.ShowsAsync("Recorded");

        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Repeat the call" }).ClickAsync();

        await page.SeesTotalAsync("Duplicates", "1");
        await page.SeesTotalAsync("Recorded", "1");
        await page.Rows.First.ShowsAsync("Duplicate");
    }

    [BrowserFact]
    public async Task What_a_purchase_holds_is_shown_and_never_run()
    {
        const string html = "<img src=x onerror=document.title='run'><script>document.title='run'</script>";
        await using var local = await RunningLocal.StartAsync(_folder);
        await using var page = await PipelinePage.OpenLiveAsync(local.Url);
        await page.BuyAsync(html, html, "1");
        await page.Rows.ShowsAsync(html);
        await page.Outcome.ShowsAsync("Recorded");

        Assert.Equal(0, await page.Page.Locator("main img, main script").CountAsync());
        Assert.Equal("Purchases: the pipeline", await page.Page.TitleAsync());
        Assert.Empty(page.Browser.Complaints);
    }

    [BrowserFact]
    public async Task Rejected_events_are_seen_with_their_reasons()
    {
        await using var local = await RunningLocal.StartAsync(_folder);
        await using var page = await PipelinePage.OpenLiveAsync(local.Url);

        await local.Log.AppendAsync(
            new(null, """{"eventId":"e1","timestamp":"2026-01-15T10:34:14Z","userId":"u1","itemId":"i1","qty":2}"""u8.ToArray(), []));

        await page.SeesTotalAsync("Rejected", "1");
        await page.Page.Locator("#rejected").ShowsAsync("quantity is missing: it is called quantity, not qty");
        await page.Page.Locator("#rejected").ShowsAsync("purchases.v1/0/0");
    }

    [BrowserFact]
    public async Task Wrong_members_are_told_beside_their_fields_in_the_servers_words()
    {
        await using var local = await RunningLocal.StartAsync(_folder);
        await using var page = await PipelinePage.OpenLiveAsync(local.Url);

        await page.BuyAsync("", "i1", "2.5");

        await page.Page.Locator("#userId-error").ShowsAsync("must not be empty");
        await page.Page.Locator("#quantity-error").ShowsAsync("must be a whole number from 1");
        Assert.Equal("userId", await page.Page.EvaluateAsync<string>("document.activeElement.id"));
        Assert.Equal("true", await page.Page.GetByLabel("Quantity").GetAttributeAsync("aria-invalid"));
        Assert.Equal(0, local.Log.EndOffset());
    }

    [BrowserFact]
    public async Task All_can_be_done_from_the_keyboard()
    {
        await using var local = await RunningLocal.StartAsync(_folder);
        await using var page = await PipelinePage.OpenLiveAsync(local.Url);

        await PressUntilAsync("userId");
        await page.Page.Keyboard.PressAsync("ControlOrMeta+a");
        await page.Page.Keyboard.TypeAsync("typist");
        await PressUntilAsync("quantity");
        await page.Page.Keyboard.PressAsync("Enter");
        await page.Rows.ShowsAsync("typist");
        await PressUntilAsync("again");
        Assert.NotEqual("none", await page.Page.EvaluateAsync<string>("getComputedStyle(document.activeElement).outlineStyle"));
        await page.Page.Keyboard.PressAsync("Space");
        await page.SeesTotalAsync("Duplicates", "1");

        async Task PressUntilAsync(string id)
        {
            for (var presses = 0; await page.Page.EvaluateAsync<string>("document.activeElement.id") != id; presses++)
            {
                Assert.InRange(presses, 0, 20);
                await page.Page.Keyboard.PressAsync("Tab");
            }
        }
    }

    [BrowserFact]
    public async Task With_a_key_configured_the_page_asks_for_it_and_sends_it_in_a_header()
    {
        await using var local = await RunningLocal.StartAsync(_folder, null, ("FUNCTIONS_KEY", "the-key"));
        await using var page = await PipelinePage.OpenAsync(local.Url);
        await page.Status.ShowsAsync("The key is needed");

        await GiveKeyAsync("a-guess");
        await page.Page.Locator("#key-hint").ShowsAsync("That key isn't the one");
        await GiveKeyAsync("the-key");
        await page.Status.ShowsAsync("Live");
        await page.BuyAsync("u1", "i1", "1");
        await page.Outcome.ShowsAsync("Recorded");

        Assert.False(await page.Page.Locator("#key-form").IsVisibleAsync());
        Assert.DoesNotContain(page.Browser.Requests, url => url.Contains("the-key", StringComparison.Ordinal));

        async Task GiveKeyAsync(string key)
        {
            await page.Page.GetByLabel("Key", new() { Exact = true }).FillAsync(key);
            await page.Page.Keyboard.PressAsync("Enter");
        }
    }

    [BrowserFact]
    public async Task The_web_role_shows_what_it_counts_and_what_the_data_directory_tells()
    {
        await using var api = await RunningLocal.StartAsync(_folder, null, [.. Settings.Functions("RecordPurchases", "GetPurchases")]);
        await using var web = await RunningLocal.StartAsync(_folder, null, [.. Settings.Functions("Buy", "Health")]);
        await using var page = await PipelinePage.OpenLiveAsync(web.Url);

        await page.BuyAsync("u1", "i1", "1");

        await page.Outcome.ShowsAsync("Recorded");
        await page.Tile("Accepted").ShowsAsync("1 since start");
        await page.Tile("Recorded").ShowsAsync("1\nin the store");
        await page.Tile("Recorded").ShowsAsync("counted by another process");
        await page.SeesTotalAsync("Duplicates", "–");
        await page.SeesTotalAsync("Waiting", "0");
    }

    [BrowserFact]
    public async Task The_api_role_shows_no_form_and_what_it_records()
    {
        await using var api = await RunningLocal.StartAsync(_folder, null, [.. Settings.Functions("RecordPurchases", "GetPurchases")]);
        await using var web = await RunningLocal.StartAsync(_folder, null, [.. Settings.Functions("Buy", "Health")]);
        await using var page = await PipelinePage.OpenLiveAsync(api.Url);

        await web.BuyAsync("u1", "i1", 1);

        await page.Tile("Recorded").ShowsAsync("1 since start");
        await page.Tile("Accepted").ShowsAsync("counted by another process");
        await page.Page.Locator("#no-buy").ShowsAsync("Buy runs in another");
        Assert.False(await page.TrafficButton.IsVisibleAsync());
        Assert.False(await page.Page.Locator("#buy").IsVisibleAsync());
    }
}
