using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Purchases.Tests.Scenarios.Dashboard;

/// <summary>The dashboard on small and large screens, in both colour schemes, and for assistive technology.</summary>
public sealed class LooksTests(LooksTests.FullLocal full) : IClassFixture<LooksTests.FullLocal>
{
    [BrowserTheory]
    [InlineData(1024, ColorScheme.Light)]
    [InlineData(360, ColorScheme.Dark)]
    public async Task It_fits_the_screen_and_axe_core_finds_nothing_wrong(int width, ColorScheme colors)
    {
        await using var page = await OpenAsync(width, colors);
        await page.BuyAsync("", "i1", "1");
        await page.Page.Locator("#userId-error").ShowsAsync("must not be empty");
        await page.Page.GetByLabel("Select all").CheckAsync();
        await CheckAsync();

        await page.RejectedEvents.First.ClickAsync();
        await page.Inspector.ShowsAsync("Record as a new purchase");
        Assert.True(await page.AskAsync<bool>("((dialog) => dialog.scrollWidth <= dialog.clientWidth)(document.querySelector('dialog'))"));
        await CheckAsync();

        async Task CheckAsync()
        {
            Assert.Equal(width, await page.AskAsync<int>("document.documentElement.scrollWidth"));
            var found = (await page.Page.RunAxe()).Violations;
            Assert.Empty(found.SelectMany(rule => rule.Nodes.Select(node => $"{rule.Id}: {node.Target} {node.Html}")));
        }
    }

    [BrowserTheory]
    [InlineData(1024, 3)]
    [InlineData(400, 2)]
    public async Task Tiles_are_aligned_and_keep_their_height_however_much_they_count(int width, int columns)
    {
        await using var page = await OpenAsync(width, ColorScheme.Light);

        var tiles = await page.AskAsync<double[][]>("""
            [...document.querySelectorAll(".tile")].map((tile) => {
              const { left, top, bottom } = tile.getBoundingClientRect();
              const before = tile.scrollHeight;
              tile.querySelector(".count").textContent = "1,234,567";
              return [left, top, bottom, tile.scrollHeight - before, Math.max(0, tile.scrollWidth - tile.clientWidth)];
            })
            """);

        Assert.Equal(columns, tiles.DistinctBy(tile => tile[0]).Count());
        Assert.Equal(6 / columns, tiles.DistinctBy(tile => (tile[1], tile[2])).Count());
        Assert.All(tiles, tile => Assert.Equal([0, 0], tile[3..]));
    }

    [BrowserFact]
    public async Task On_a_laptop_a_conflict_and_its_actions_are_seen_without_scrolling()
    {
        await using var page = await OpenAsync(1280, ColorScheme.Light);
        await page.Page.SetViewportSizeAsync(1280, 720);
        await page.RejectedEvents.First.FocusAsync();
        await page.Page.Keyboard.PressAsync("Enter");
        await page.Inspector.ShowsAsync("Record as a new purchase");

        Assert.True(
            await page.AskAsync<bool>("((dialog) => dialog.scrollHeight <= dialog.clientHeight)(document.querySelector('dialog'))"));
        await page.Page.Keyboard.PressAsync("Escape");
        Assert.True(await page.AskAsync<bool>("document.activeElement.classList.contains('event')"));
    }

    private async Task<DashboardPage> OpenAsync(int width, ColorScheme colors)
    {
        var page = await DashboardPage.OpenLiveAsync(full.Local.Url, async tab =>
        {
            await tab.SetViewportSizeAsync(width, 900);
            await tab.EmulateMediaAsync(new() { ColorScheme = colors });
        });
        await page.SeesTotalAsync("Rejected", "2");
        await Eventually.GetAsync(() => page.RejectedEvents.CountAsync(), count => count == 2);
        return page;
    }

    /// <summary>A Local with long names, a conflict and an event that isn't JSON.</summary>
    public sealed class FullLocal : IAsyncLifetime
    {
        private readonly TestFolder _folder = new();

        internal RunningLocal Local { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Local = await RunningLocal.StartAsync(_folder);
            await Local.Log.AppendAsync(new(null, "hello"u8.ToArray(), []));
            await Local.BuyAsync(new('u', 200), new('i', 200), 9007199254740991);
            await Local.BuyAsync("katherine", "monitor arm", 11, "order-17");
            await Local.BuyAsync("katherine", "monitor arm", 12, "order-17");
        }

        public async ValueTask DisposeAsync()
        {
            await Local.DisposeAsync();
            _folder.Dispose();
        }
    }
}
