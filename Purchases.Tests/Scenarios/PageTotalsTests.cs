using Microsoft.Playwright;

namespace Purchases.Tests.Scenarios;

/// <summary>The page explains itself: what each number counts, and what to do first.</summary>
public sealed class PageTotalsTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [BrowserFact]
    public async Task What_the_data_directory_holds_outlives_a_restart_and_stands_beside_what_came_since()
    {
        await using (var before = await RunningLocal.StartAsync(_folder))
        {
            await before.BuyAsync("u1", "i1", 1);
            await before.BuyAsync("u1", "i2", 1);
            await before.Log.AppendAsync(new(null, "hello"u8.ToArray(), []));
            await Eventually.TrueAsync(() => CommittedOffset.In(_folder) == 3);
        }

        await using var local = await RunningLocal.StartAsync(_folder);
        await using var page = await PipelinePage.OpenLiveAsync(local.Url);

        await page.Tile("Accepted").ShowsAsync("3\non the topic\n\n0 since start");
        await page.Tile("Recorded").ShowsAsync("2\nin the store\n\n0 since start");
        await page.Tile("Rejected").ShowsAsync("1\nto deal with\n\n0 since start");
        await page.Rows.First.ShowsAsync("i2");
    }

    [BrowserFact]
    public async Task A_reload_changes_nothing()
    {
        await using var local = await RunningLocal.StartAsync(_folder);
        await local.BuyAsync("u1", "i1", 1);
        await local.RecordedAsync("u1", 1);
        await using var page = await PipelinePage.OpenLiveAsync(local.Url);
        await page.Tile("Recorded").ShowsAsync("1 since start");

        await page.Page.ReloadAsync();

        await page.Tile("Accepted").ShowsAsync("1 since start");
        await page.Tile("Recorded").ShowsAsync("1 since start");
        await page.Rows.ShowsAsync("Recorded");
    }

    [BrowserFact]
    public async Task Refused_buys_are_counted_too()
    {
        await using var local = await RunningLocal.StartAsync(_folder);
        await using var page = await PipelinePage.OpenLiveAsync(local.Url);

        await page.BuyAsync("", "i1", "1");

        await page.SeesTotalAsync("Refused", "1");
        await page.Tile("Refused").ShowsAsync("1 with 4xx, 0 with 5xx");
        await page.SeesTotalAsync("Accepted", "0");
    }

    [BrowserFact]
    public async Task Every_tile_says_in_words_what_it_counts()
    {
        await using var local = await RunningLocal.StartAsync(_folder);
        await using var page = await PipelinePage.OpenLiveAsync(local.Url);

        var words = await page.Page.Locator(".stage .hint").AllInnerTextsAsync();

        Assert.Equal(await page.Page.Locator(".stage").CountAsync(), words.Count);
        Assert.All(words, hint => Assert.True(hint.Length > 20, hint));
    }

    [BrowserFact]
    public async Task While_nothing_has_happened_it_says_what_to_do_first()
    {
        await using var local = await RunningLocal.StartAsync(_folder);
        await using var page = await PipelinePage.OpenLiveAsync(local.Url);
        var first = page.Page.Locator("#first");
        await first.ShowsAsync("Press Buy");
        await first.ShowsAsync($"curl -X POST {local.Url}buy");
        Assert.False(await page.Page.GetByRole(AriaRole.Img).IsVisibleAsync());

        await page.BuyButton.ClickAsync();

        await first.WaitForAsync(new() { State = WaitForSelectorState.Hidden });
        Assert.True(await page.Page.GetByRole(AriaRole.Img).IsVisibleAsync());
    }
}
