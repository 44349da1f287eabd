namespace Purchases.Tests.Scenarios.Dashboard;

/// <summary>Each number says what it counts, for every role and after a restart.</summary>
public sealed class TilesTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [BrowserFact]
    public async Task After_a_restart_the_data_directory_s_numbers_are_the_same_and_the_process_s_are_0()
    {
        await using (var before = await RunningLocal.StartAsync(_folder))
        {
            await before.BuyAsync("u1", "i1", 1);
            await before.BuyAsync("u1", "i2", 1);
            await before.Log.AppendAsync(new(null, "hello"u8.ToArray(), []));
            await Eventually.TrueAsync(() => CommittedOffset.In(_folder) == 3);
        }

        await using var local = await RunningLocal.StartAsync(_folder);
        await using var page = await DashboardPage.OpenLiveAsync(local.Url);

        await page.Tile("Accepted").ShowsAsync("0\nsince start");
        await page.Tile("Waiting").ShowsAsync("of 3 on the topic");
        await page.Tile("Recorded").ShowsAsync("2\nin the store");
        await page.Tile("Rejected").ShowsAsync("1\nopen\n\n0 since start");
        await page.Rows.First.ShowsAsync("i2");
    }

    [BrowserFact]
    public async Task Buys_are_counted_by_outcome_with_their_rate_and_the_time_to_recording()
    {
        await using var local = await RunningLocal.StartAsync(_folder);
        await using var page = await DashboardPage.OpenLiveAsync(local.Url);

        await page.BuyAsync("u1", "i1", "1");
        await page.Outcome.ShowsAsync("Recorded");
        await page.BuyAsync("", "i1", "1");

        await page.SeesTotalAsync("Accepted", "1");
        await page.SeesTotalAsync("Refused", "1");
        await page.Tile("Refused").ShowsAsync("1 with 4xx, 0 with 5xx");
        await page.SeesTotalAsync("Recorded", "1");
        Assert.Matches(@"p50 [\d.,]+ m?s, p99 [\d.,]+ m?s", await page.Tile("Recorded").InnerTextAsync());

        // Below 0.05 a second it would be 0: another buy shows that it counts.
        await local.BuyAsync("u1", "i2", 1);
        await Eventually.GetAsync(
            () => page.Tile("Accepted").InnerTextAsync(), text => text.Contains("buys/s") && !text.Contains("\n0 buys/s"));
    }

    [BrowserFact]
    public async Task The_web_role_shows_what_it_counts_and_what_the_data_directory_holds()
    {
        await using var api = await StartApiAsync();
        await using var web = await StartWebAsync();
        await using var page = await DashboardPage.OpenLiveAsync(web.Url);

        await page.BuyAsync("u1", "i1", "1");

        await page.Rows.First.ShowsAsync("Recorded");
        await page.SeesTotalAsync("Accepted", "1");
        await page.SeesTotalAsync("Recorded", "1");
        await page.SeesTotalAsync("Duplicates", "–");
        await page.Tile("Duplicates").ShowsAsync("counted by another process");
        await page.Page.Locator("#no-rejected").ShowsAsync("Another process lists rejected events");
        Assert.False(await page.Page.Locator("#rejected-panel").IsVisibleAsync());
        Assert.False(await page.Page.Locator("#lookup").IsVisibleAsync());
    }

    [BrowserFact]
    public async Task While_nothing_has_happened_it_says_how_to_begin_and_copies_the_call()
    {
        await using var local = await RunningLocal.StartAsync(_folder);
        await using var page = await DashboardPage.OpenLiveAsync(
            local.Url, tab => tab.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]));
        var first = page.Page.Locator("#first");
        await first.ShowsAsync("Press Buy");

        await page.ClickAsync("Copy");

        await first.ShowsAsync("Copied");
        var copied = await page.AskAsync<string>("navigator.clipboard.readText()");
        Assert.StartsWith($"curl -X POST {local.Url}buy -H", copied, StringComparison.Ordinal);
        await page.BuyButton.ClickAsync();
        await Eventually.TrueAsync(async () => !await first.IsVisibleAsync() && await page.Reader.IsVisibleAsync());
    }

    private Task<RunningLocal> StartApiAsync() =>
        RunningLocal.StartAsync(_folder, null, [.. Settings.Functions("RecordPurchases", "GetPurchases")]);

    private Task<RunningLocal> StartWebAsync() => RunningLocal.StartAsync(_folder, null, [.. Settings.Functions("Buy", "Health")]);
}
