using System.Text;
using Microsoft.Playwright;
using Purchases.Local.Embedded;

namespace Purchases.Tests.Scenarios;

/// <summary>The page on screens of several sizes, with long names, under load, and for the keyboard.</summary>
public sealed class PageLooksTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [BrowserTheory]
    [InlineData(1440, ColorScheme.Light)]
    [InlineData(1440, ColorScheme.Dark)]
    [InlineData(900, ColorScheme.Light)]
    [InlineData(390, ColorScheme.Light)]
    [InlineData(360, ColorScheme.Dark)]
    public async Task It_fits_the_screen_and_can_be_read(int width, ColorScheme colors)
    {
        await using var local = await RunningLocal.StartAsync(_folder);
        await local.BuyAsync(new('u', 200), new('i', 200), 9007199254740991);
        await local.Log.AppendAsync(new(null, "hello"u8.ToArray(), []));
        await using var page = await PipelinePage.OpenLiveAsync(local.Url);
        await page.Page.SetViewportSizeAsync(width, 900);
        await page.Page.EmulateMediaAsync(new() { ColorScheme = colors });
        await page.SeesTotalAsync("Rejected", "1");
        await page.BuyAsync("", "i1", "1");
        await page.Page.Locator("#userId-error").ShowsAsync("must not be empty");

        Assert.Equal(width, await page.AskAsync<int>("document.documentElement.scrollWidth"));
        Assert.Empty(await page.AskAsync<string[]>(Contrast.TooLow));
    }

    [BrowserTheory]
    [InlineData(1440)]
    [InlineData(1200)]
    [InlineData(1024)]
    [InlineData(800)]
    [InlineData(600)]
    public async Task Names_stay_on_one_line_and_what_is_cut_is_whole_under_the_pointer(int width)
    {
        var item = $"wireless keyboard {new string('x', 180)}";
        await using var local = await RunningLocal.StartAsync(_folder);
        await local.BuyAsync("edsger", "pencils", 1);
        await local.BuyAsync("katherine", item, 9007199254740991);
        await using var page = await PipelinePage.OpenLiveAsync(local.Url);
        await page.Page.SetViewportSizeAsync(width, 900);
        await Eventually.GetAsync(() => page.Rows.CountAsync(), count => count == 2);

        var heights = await page.AskAsync<double[]>("[...document.querySelectorAll('#newest tr')].map((row) => row.offsetHeight)");
        Assert.Equal(heights[0], heights[1], tolerance: 2);
        Assert.Empty(await page.AskAsync<string[]>("""
            [...document.querySelectorAll("#newest tr:last-child td, #newest td.number")]
              .filter((cell) => cell.scrollWidth > cell.clientWidth)
              .map((cell) => cell.textContent)
            """));
        Assert.Equal(item, await page.Page.Locator("#newest tr:first-child td:nth-child(3)").GetAttributeAsync("title"));
    }

    [BrowserFact]
    public async Task Under_load_columns_stay_where_they_are_and_no_row_is_tinted()
    {
        await using var local = await RunningLocal.StartAsync(_folder);
        await using var page = await PipelinePage.OpenLiveAsync(local.Url);
        await page.BuyAsync("u1", "i1", "1");
        await page.Rows.ShowsAsync("Recorded");
        var before = await ColumnsAsync(page);

        await local.Log.AppendAllAsync([.. Enumerable.Range(0, 40).Select(i => Purchase(i, new('n', (i * 5) + 1)))]);

        await Eventually.GetAsync(() => page.Rows.CountAsync(), count => count == 12);
        Assert.Equal(before, await ColumnsAsync(page));
        Assert.Equal(0, await page.Page.Locator("#newest tr.new").CountAsync());
    }

    [BrowserFact]
    public async Task The_list_holds_still_under_the_pointer()
    {
        await using var local = await RunningLocal.StartAsync(_folder);
        await using var page = await PipelinePage.OpenLiveAsync(local.Url);
        await page.BuyAsync("first", "i1", "1");
        await page.Rows.ShowsAsync("Recorded");
        await page.Rows.First.HoverAsync();
        await page.Page.Locator("#held").ShowsAsync("Held while you point at it");

        await local.BuyAsync("second", "i1", 1);
        await page.Tile("Recorded").ShowsAsync("2\nin the store");
        await page.Rows.First.ShowsAsync("first");
        await page.Page.Mouse.MoveAsync(5, 5);

        await page.Rows.First.ShowsAsync("second");
    }

    [BrowserFact]
    public async Task A_focus_ring_covers_no_text()
    {
        await using var local = await RunningLocal.StartAsync(_folder);
        await using var page = await PipelinePage.OpenLiveAsync(local.Url);
        await page.BuyAsync("", "", "0");
        await page.Page.Locator("#quantity-error").ShowsAsync("must be a whole number");

        Assert.Empty(await page.AskAsync<string[]>("""
            () => {
            // A radio button is hidden; the ring is its label's, around the text.
            const controls = [...document.querySelectorAll("input:not([type=radio]), button, a")];
            return controls.filter((control) => control.checkVisibility() && !control.disabled).flatMap((control) => {
              control.focus({ focusVisible: true });
              const { outlineWidth, outlineOffset, outlineStyle } = getComputedStyle(control);
              if (outlineStyle === "none") return [`${control.id}: no ring`];
              const reach = parseFloat(outlineWidth) + parseFloat(outlineOffset);
              const ring = control.getBoundingClientRect();
              const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
              const covered = [];
              while (texts.nextNode()) {
                if (control.contains(texts.currentNode) || !texts.currentNode.data.trim()) continue;
                const range = document.createRange();
                range.selectNodeContents(texts.currentNode);
                for (const text of range.getClientRects()) {
                  const beside = text.right <= ring.left - reach || text.left >= ring.right + reach;
                  const above = text.bottom <= ring.top - reach || text.top >= ring.bottom + reach;
                  if (!beside && !above) covered.push(`${control.id}: ${texts.currentNode.data}`);
                }
              }
              return covered;
            });
            }
            """));
    }

    [BrowserTheory]
    [InlineData(1440)]
    [InlineData(390)]
    public async Task The_charts_focus_ring_cuts_through_no_label(int width)
    {
        await using var local = await RunningLocal.StartAsync(_folder);
        await local.BuyAsync("u1", "i1", 1);
        await using var page = await PipelinePage.OpenLiveAsync(local.Url);
        await page.Page.SetViewportSizeAsync(width, 900);
        await page.Reader.FocusAsync();
        await page.Page.Keyboard.PressAsync("ArrowLeft");

        // A label is inside of the ring or outside of it.
        Assert.Equal(["ring"], await page.AskAsync<string[]>("""
            () => {
            const rings = [...document.querySelectorAll("#plot, #plot *")].filter((part) => getComputedStyle(part).outlineStyle !== "none");
            const texts = [...document.querySelectorAll("#chart text, #legend li, #chart-title, #traffic *")];
            return rings.flatMap((part) => {
              const { outlineWidth, outlineOffset } = getComputedStyle(part);
              const [inner, outer] = [parseFloat(outlineOffset), parseFloat(outlineOffset) + parseFloat(outlineWidth)];
              const ring = part.getBoundingClientRect();
              const cut = texts.filter((label) => {
                const text = label.getBoundingClientRect();
                const apart = text.right <= ring.left - outer || text.left >= ring.right + outer ||
                  text.bottom <= ring.top - outer || text.top >= ring.bottom + outer;
                const within = text.left >= ring.left - inner && text.right <= ring.right + inner &&
                  text.top >= ring.top - inner && text.bottom <= ring.bottom + inner;
                return !apart && !within;
              });
              return ["ring", ...cut.map((label) => label.textContent)];
            });
            }
            """));
    }

    [BrowserTheory]
    [InlineData(1440)]
    [InlineData(390)]
    public async Task A_tile_keeps_its_height_however_much_it_counts(int width)
    {
        await using var local = await RunningLocal.StartAsync(_folder);
        await using var page = await PipelinePage.OpenLiveAsync(local.Url);
        await page.Page.SetViewportSizeAsync(width, 900);

        Assert.Empty(await page.AskAsync<string[]>("""
            [...document.querySelectorAll(".count")].filter((count) => {
              const tile = count.closest(".stage");
              const before = tile.scrollHeight;
              count.textContent = "1,234,567";
              return tile.scrollHeight !== before || tile.scrollWidth > tile.clientWidth;
            }).map((count) => count.id)
            """));
    }

    // Dimming is a filter, and places anew what is positioned absolutely.
    [BrowserFact]
    public async Task On_a_phone_no_arrow_strays_beside_the_tiles_and_the_dot_of_a_long_status_is_round()
    {
        await using var local = await RunningLocal.StartAsync(_folder);
        await using var page = await PipelinePage.OpenLiveAsync(local.Url);
        await page.Page.SetViewportSizeAsync(390, 844);
        await local.StopAsync();
        await page.Status.ShowsAsync("Not connected since ");

        Assert.Equal(["none", "none"], await page.AskAsync<string[]>(
            "[...document.querySelectorAll('#flow ol > li + li')].map((stage) => getComputedStyle(stage, '::before').display)"));
        Assert.True(await page.AskAsync<bool>("""
            () => {
            const { width, height } = getComputedStyle(document.getElementById("status"), "::before");
            return width === height;
            }
            """));
    }

    private static LogRecord Purchase(int id, string name) => new(
        null,
        Encoding.UTF8.GetBytes(
            $$"""{"eventId":"e{{id}}","timestamp":"2026-01-15T10:34:14Z","quantity":9007199254740991""" +
            $$""","userId":"{{name}}","itemId":"{{name}}"}"""),
        []);

    private static Task<double[]> ColumnsAsync(PipelinePage page) =>
        page.AskAsync<double[]>("[...document.querySelectorAll('thead th')].map((column) => column.getBoundingClientRect().left)");
}
