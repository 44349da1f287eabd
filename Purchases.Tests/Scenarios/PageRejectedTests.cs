using System.Text;
using Microsoft.Playwright;

namespace Purchases.Tests.Scenarios;

/// <summary>Rejected events are dealt with on the page: seen, corrected, replayed, dismissed, one or several at once.</summary>
public sealed class PageRejectedTests : IAsyncLifetime
{
    private const string Qty = """{"eventId":"e1","timestamp":"2026-01-15T10:34:14Z","userId":"u1","itemId":"i1","qty":2}""";

    private readonly TestFolder _folder = new();
    private RunningLocal _local = null!;
    private PipelinePage _page = null!;

    private ILocator Events => _page.Page.Locator("#rejected .event");

    private ILocator Inspector => _page.Page.GetByRole(AriaRole.Dialog);

    private ILocator Value => Inspector.GetByLabel("Value");

    private ILocator Told => Inspector.Locator("#inspector-told");

    private ILocator ToldOfAll => _page.Page.Locator("#rejected-told");

    public async ValueTask InitializeAsync()
    {
        _local = await RunningLocal.StartAsync(_folder);
        if (Browser.WhySkipped is null) _page = await PipelinePage.OpenLiveAsync(_local.Url);
    }

    public async ValueTask DisposeAsync()
    {
        if (_page is not null) await _page.DisposeAsync();
        await _local.DisposeAsync();
        _folder.Dispose();
    }

    [BrowserFact]
    public async Task They_are_listed_with_user_item_and_reason_and_counted()
    {
        await RejectAsync(Qty);
        await RejectAsync("hello");
        await Eventually.GetAsync(() => Events.CountAsync(), count => count == 2);

        await Events.Nth(1).ShowsAsync("u1");
        await Events.Nth(1).ShowsAsync("i1");
        await Events.Nth(1).ShowsAsync("quantity is missing: it is called quantity, not qty");
        await Events.First.ShowsAsync("unknown user");
        await _page.SeesTotalAsync("Rejected", "2");
        await _page.Page.Locator("#waiting-count").ShowsAsync("2");
    }

    [BrowserFact]
    public async Task One_is_corrected_replayed_and_recorded()
    {
        await RejectAsync(Qty);
        await Events.First.ClickAsync();
        await Inspector.Locator("#event-key").ShowsAsync("u1");
        var value = await Value.InputValueAsync();
        Assert.Contains("  \"qty\": 2\n", value, StringComparison.Ordinal);

        await Value.FillAsync(value.Replace("qty", "quantity", StringComparison.Ordinal));
        await ClickAsync("Replay as corrected");

        await _local.RecordedAsync("u1", 1);
        await Inspector.ShowsAsync("Replayed as purchases.v1/0/1");
        await ClickAsync("Close");
        await _page.Page.Locator("#rejected-empty").ShowsAsync("Nothing waits for you.");
        await ChooseAsync("Replayed");
        await Events.First.ShowsAsync("u1");
    }

    [BrowserFact]
    public async Task A_correction_that_would_be_rejected_again_says_why_and_can_be_undone()
    {
        await RejectAsync(Qty);
        await Events.First.ClickAsync();
        await Inspector.Locator("#event-key").ShowsAsync("u1");
        var value = await Value.InputValueAsync();
        await Value.FillAsync(value.Replace("qty", "quantty", StringComparison.Ordinal));

        await ClickAsync("Replay as corrected");

        await Told.ShowsAsync("It would be rejected again: quantity is missing");
        await ClickAsync("Undo the changes");
        Assert.Equal(value, await Value.InputValueAsync());
        Assert.Equal(1, _local.Log.EndOffset());
    }

    [BrowserFact]
    public async Task A_conflict_shows_what_differs_and_is_not_replayed_as_it_is()
    {
        await _local.BuyAsync("u1", "i1", 2, "order-17");
        await _local.BuyAsync("u1", "i1", 3, "order-17");
        await Events.First.ClickAsync();

        var differs = Inspector.Locator("tr.differs");
        await differs.ShowsAsync("quantity\t2\t3");
        Assert.Equal(1, await differs.CountAsync());
        var request = await _page.Page.RunAndWaitForRequestAsync(() => ClickAsync("Replay as it was"), "**/replay");

        Assert.Null(request.PostData);
        await Eventually.GetAsync(() => Told.InnerTextAsync(), text => text.Length > 0);
        Assert.Equal("rejected", await Told.GetAttributeAsync("data-state"));
        Assert.Equal(2, _local.Log.EndOffset());
    }

    [BrowserFact]
    public async Task On_a_laptop_a_conflict_and_what_can_be_done_about_it_are_seen_without_scrolling()
    {
        await _page.Page.SetViewportSizeAsync(1440, 900);
        await _local.BuyAsync("katherine", "monitor arm", 11, "order-17");
        await _local.BuyAsync("katherine", "monitor arm", 12, "order-17");
        await Events.First.ClickAsync();
        await Inspector.ShowsAsync("What differs from the recorded one");

        Assert.True(await _page.AskAsync<bool>(
            "(({ scrollHeight, clientHeight }) => scrollHeight <= clientHeight)(document.getElementById('inspector'))"));
    }

    [BrowserFact]
    public async Task A_count_of_none_raises_no_alarm_and_on_a_phone_the_actions_for_several_keep_clear_of_the_list()
    {
        await _page.Page.SetViewportSizeAsync(390, 844);
        var calm = await CountColorAsync();
        await RejectAsync(Qty);
        await _page.Page.Locator("#rejected input").First.CheckAsync();

        Assert.NotEqual(calm, await CountColorAsync());
        Assert.True(await _page.AskAsync<double>("""
            document.getElementById("rejected").getBoundingClientRect().top -
              document.getElementById("dismiss-selected").getBoundingClientRect().bottom
            """) > 4);
    }

    [BrowserFact]
    public async Task One_is_dismissed_with_a_note()
    {
        await RejectAsync(Qty);
        await Events.First.ClickAsync();
        await Inspector.GetByLabel("Note for dismissing").FillAsync("a test of theirs");

        await ClickAsync("Dismiss");

        await Inspector.ShowsAsync("a test of theirs");
        Assert.False(await Inspector.Locator("#replay").IsVisibleAsync());
        await _page.Page.Keyboard.PressAsync("Escape");
        await _page.SeesTotalAsync("Rejected", "0");
        await ChooseAsync("Dismissed");
        await Events.First.ShowsAsync("u1");
    }

    [BrowserFact]
    public async Task Several_are_dealt_with_at_once_and_what_could_not_be_done_is_told()
    {
        for (var i = 0; i < 3; i++) await RejectAsync(Qty.Replace("e1", $"e{i}", StringComparison.Ordinal));
        await Eventually.GetAsync(() => Events.CountAsync(), count => count == 3);
        await _page.Page.GetByLabel("Select all").CheckAsync();
        await _page.Page.Locator("#selected-count").ShowsAsync("3 selected");

        await _page.Page.Locator("#replay-selected").ClickAsync();
        await ToldOfAll.ShowsAsync("0 replayed, 3 not: ");
        await ToldOfAll.ShowsAsync("it is called quantity, not qty");

        await _page.Page.Locator("#rejected .tick input").First.CheckAsync();
        await _page.Page.Locator("#rejected .tick input").Nth(1).CheckAsync();
        await _page.Page.Locator("#note-selected").FillAsync("known");
        await _page.Page.Locator("#dismiss-selected").ClickAsync();

        await ToldOfAll.ShowsAsync("2 dismissed.");
        await _page.SeesTotalAsync("Rejected", "1");
        await Eventually.GetAsync(() => Events.CountAsync(), count => count == 1);
    }

    [BrowserFact]
    public async Task More_than_a_page_can_be_seen()
    {
        for (var i = 0; i < 12; i++) await RejectAsync($"bad {i}");
        await Eventually.GetAsync(() => Events.CountAsync(), count => count == 10);

        await _page.Page.Locator("#rejected-more").ClickAsync();

        await Eventually.GetAsync(() => Events.CountAsync(), count => count == 12);
        Assert.False(await _page.Page.Locator("#rejected-more").IsVisibleAsync());
    }

    [BrowserTheory]
    [InlineData("""{"userId":"u1","quantity":9007199254740993}""", "9007199254740993")]
    [InlineData("hello", "hello")]
    [InlineData("ÿþA", "A")]
    public async Task What_it_held_can_be_read_whatever_it_was(string latin1, string shown)
    {
        await _local.Log.AppendAsync(new("the key"u8.ToArray(), Encoding.Latin1.GetBytes(latin1), []));

        await Events.First.ClickAsync();

        await Inspector.Locator("#event-key").ShowsAsync("the key");
        Assert.Contains(shown, await Value.InputValueAsync(), StringComparison.Ordinal);
    }

    [BrowserFact]
    public async Task What_it_holds_is_shown_and_never_run()
    {
        const string html = "<img src=x onerror=document.title='run'>";
        var json = $$"""{"userId":"{{html}}","itemId":"{{html}}","{{html}}":"{{html}}"}""";
        await _local.Log.AppendAsync(new(Encoding.UTF8.GetBytes(html), Encoding.UTF8.GetBytes(json), []));

        await Events.First.ClickAsync();

        await Inspector.Locator("#event-key").ShowsAsync(html);
        Assert.Equal("Purchases: the pipeline", await _page.Page.TitleAsync());
        Assert.Empty(_page.Browser.Complaints);
    }

    [BrowserTheory]
    [InlineData(1440, ColorScheme.Light)]
    [InlineData(390, ColorScheme.Dark)]
    public async Task The_inspector_fits_the_screen_can_be_read_and_gives_the_focus_back(int width, ColorScheme colors)
    {
        await _page.Page.SetViewportSizeAsync(width, 844);
        await _page.Page.EmulateMediaAsync(new() { ColorScheme = colors });
        await _local.BuyAsync("u1", new('i', 200), 2, "order-17");
        await _local.BuyAsync("u1", new('i', 200), 3, "order-17");
        await Events.First.FocusAsync();
        await _page.Page.Keyboard.PressAsync("Enter");
        await Inspector.ShowsAsync("Recorded, stays");

        Assert.Equal(width, await _page.AskAsync<int>("document.documentElement.scrollWidth"));
        Assert.True(
            await _page.AskAsync<bool>("((dialog) => dialog.scrollWidth <= dialog.clientWidth)(document.querySelector('#inspector'))"));
        Assert.Empty(await _page.AskAsync<string[]>(Contrast.TooLow));
        await _page.Page.Keyboard.PressAsync("Escape");
        Assert.True(await _page.AskAsync<bool>("document.activeElement.classList.contains('event')"));
    }

    [BrowserFact]
    public async Task A_role_without_them_says_so()
    {
        await using var web = await RunningLocal.StartAsync(_folder, null, [.. Settings.Functions("Buy")]);
        await using var page = await PipelinePage.OpenLiveAsync(web.Url);

        await page.Page.Locator("#no-rejected").ShowsAsync("Another process deals with them");
        Assert.False(await page.Page.Locator("#rejected-panel").IsVisibleAsync());
    }

    private Task RejectAsync(string value) => _local.Log.AppendAsync(new("u1"u8.ToArray(), Encoding.UTF8.GetBytes(value), []));

    private Task ClickAsync(string button) => Inspector.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();

    private Task<string> CountColorAsync() =>
        _page.AskAsync<string>("getComputedStyle(document.getElementById('waiting-count')).color");

    private Task ChooseAsync(string state) => _page.Page.Locator("#rejected-states label", new() { HasText = state }).ClickAsync();
}
