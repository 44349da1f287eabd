using System.Globalization;
using Microsoft.Playwright;

namespace Purchases.Tests.Scenarios.Dashboard;

/// <summary>The last five minutes, which the browser keeps.</summary>
public sealed class ChartTests(SharedLocal shared) : SharedDashboard(shared)
{
    private ILocator Panels => Page.Page.Locator("#panels");

    private ILocator Period => Page.Page.Locator("#period");

    private ILocator Values => Page.Page.Locator("#values");

    [BrowserFact]
    public async Task It_shows_accepted_and_refused_buys_apart_from_what_became_of_the_events()
    {
        await Page.BuyAsync("u1", "i1", "1");
        await Page.Outcome.ShowsAsync("Recorded");
        await Page.BuyAsync("", "i1", "1");
        await Local.Log.AppendAsync(new(null, "hello"u8.ToArray(), []));

        await SumsAsync("1 accepted, 1 refused, 1 recorded, 0 duplicates, 1 rejected");

        foreach (var (panel, bars) in new[] { (1, "accepted refused"), (3, "recorded rejected") })
        {
            // Each new state draws the chart again. A bar that has just been replaced has no height.
            await Eventually.GetAsync(() => DrawnAsync(panel), drawn => drawn == bars);
        }

        // One above the other where both fell into the same five seconds.
        Assert.Matches("^[12]$", await Panels.Locator(".bars").First.GetAttributeAsync("data-top"));
    }

    [BrowserFact]
    public async Task A_tab_that_has_just_opened_says_since_when_it_has_been_watching()
    {
        await Local.BuyAsync("u1", "i1", 1);
        await using var later = await DashboardPage.OpenLiveAsync(Local.Url);

        var text = await later.Page.Locator("#period").ShowsAsync("Nothing has happened since.");

        Assert.Matches(@"^This tab has been watching since \d\d:\d\d:\d\d\. ", text);
        Assert.True(await later.Page.Locator(".unwatched").CountAsync() > 50);
    }

    [BrowserFact]
    public async Task A_reload_keeps_it()
    {
        await Page.BuyAsync("u1", "i1", "1");
        await SumsAsync("1 accepted, 0 refused, 1 recorded");

        await Page.Page.ReloadAsync();

        await SumsAsync("1 accepted, 0 refused, 1 recorded");
    }

    [BrowserFact]
    public async Task After_a_restart_of_the_server_it_continues_with_counts_from_0()
    {
        await Local.BuyAsync("u1", "i1", 1);
        var restarted = false;
        await Page.ChangeStatesAsync(state =>
        {
            if (restarted) state["started"] = "2026-01-15T10:34:14Z";
            state["totals"]!["accepted"] = restarted ? 2 : 100;
        });
        await Page.SeesTotalAsync("Accepted", "100");
        var before = await AcceptedAsync();

        restarted = true;

        await Page.SeesTotalAsync("Accepted", "2");
        Assert.Equal(before + 2, await AcceptedAsync());
    }

    [BrowserFact]
    public async Task What_happened_between_two_polls_of_a_hidden_tab_is_spread_over_that_time()
    {
        await Local.BuyAsync("u1", "i1", 1);
        var (minutes, polls) = (0, 0);
        await Page.ChangeStatesAsync(state =>
        {
            polls++;
            state["now"] = state["now"]!.GetValue<DateTimeOffset>().AddMinutes(minutes);
            state["totals"]!["accepted"] = 1000 + (12 * Math.Min(2, minutes));
        });
        await Page.SeesTotalAsync("Accepted", "1,000");
        var before = await Panels.Locator("i.accepted").CountAsync();

        await NextMinuteAsync();
        await NextMinuteAsync();
        Assert.InRange(await Panels.Locator("i.accepted").CountAsync() - before, 20, 24);
        for (var quiet = 0; quiet < 6; quiet++) await NextMinuteAsync();
        await Period.ShowsAsync("Nothing has happened for five minutes.");

        // The second poll from now on shows that the page has handled the first.
        async Task NextMinuteAsync()
        {
            minutes++;
            var handled = polls + 2;
            await Eventually.TrueAsync(() => polls >= handled);
        }
    }

    [BrowserFact]
    public async Task The_pointer_and_arrow_keys_read_the_values_of_each_bar()
    {
        await Page.BuyAsync("u1", "i1", "1");
        await SumsAsync("1 accepted, 0 refused, 1 recorded");
        Assert.False(await Values.IsVisibleAsync());

        await Page.Reader.FocusAsync();
        await Values.ShowsAsync("Accepted");
        for (var presses = 0; !(await Page.Reader.GetAttributeAsync("aria-valuetext"))!.Contains(": Accepted 1,"); presses++)
        {
            Assert.InRange(presses, 0, 10);
            await Page.Page.Keyboard.PressAsync("ArrowLeft");
        }

        await Page.Page.Keyboard.PressAsync("Home");
        await Values.ShowsAsync("Not watched");
        await Page.Page.Keyboard.PressAsync("Escape");
        await Values.WaitForAsync(new() { State = WaitForSelectorState.Hidden });
        await Page.Reader.HoverAsync();
        await Values.ShowsAsync("Not watched");
        await Page.Page.Mouse.MoveAsync(5, 5);
        await Values.WaitForAsync(new() { State = WaitForSelectorState.Hidden });
    }

    private Task SumsAsync(string sums) => Eventually.GetAsync(
        () => Panels.GetAttributeAsync("aria-label"), label => label?.Contains(sums, StringComparison.Ordinal) == true);

    private async Task<string> DrawnAsync(int panel)
    {
        var drawn = await Panels.Locator($".panel:nth-child({panel}) .bars i").EvaluateAllAsync<string[]>(
            "(bars) => bars.filter((bar) => bar.offsetHeight > 0).map((bar) => bar.className)");
        return string.Join(' ', drawn.Distinct().Order());
    }

    private async Task<int> AcceptedAsync()
    {
        var label = await Panels.GetAttributeAsync("aria-label") ?? "";
        return int.Parse(label.Split(": ")[^1].Split(' ')[0], NumberStyles.AllowThousands, CultureInfo.InvariantCulture);
    }
}
