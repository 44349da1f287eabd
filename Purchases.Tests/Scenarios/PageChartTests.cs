using Microsoft.Playwright;

namespace Purchases.Tests.Scenarios;

/// <summary>The chart can be read: it has scales, and values for the pointer and the keyboard.</summary>
public sealed class PageChartTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [BrowserFact]
    public async Task It_has_a_scale_an_axis_of_time_and_the_lag()
    {
        await using var local = await RunningLocal.StartAsync(_folder, null, [.. Settings.Functions("Buy")]);

        // Five, or three of them where a new bar begins in between: both scales go up to 5.
        for (var i = 0; i < 5; i++) await local.BuyAsync("u1", "i1", 1);
        await using var page = await PipelinePage.OpenLiveAsync(local.Url);
        await page.SeesTotalAsync("Waiting", "5");

        var labels = await Eventually.GetAsync(() => LabelsAsync(page), labels => labels.Count(label => label == "5") == 2);

        Assert.Contains("Events each 5 s", labels);
        Assert.Contains("Waiting", labels);
        Assert.Contains("now", labels);
        Assert.InRange(labels.Count(label => label.Length == 5 && label[2] == ':'), 3, 5);
        Assert.True(await page.AskAsync<double>("document.querySelector('#chart path.waiting').getBBox().height") > 10);
    }

    [BrowserFact]
    public async Task Without_anything_in_five_minutes_there_is_no_scale()
    {
        await using var local = await RunningLocal.StartAsync(_folder);
        await local.Log.AppendAsync(new(null, "hello"u8.ToArray(), []));
        await Eventually.GetAsync(() => RejectedTests.ListAsync(local), list => list.Rejected.Count == 1);
        await local.StopAsync();
        await using var later = await RunningLocal.StartAsync(_folder);
        await using var page = await PipelinePage.OpenLiveAsync(later.Url);

        await page.Page.Locator("#quiet").ShowsAsync("Nothing in the last five minutes");

        Assert.Equal(["0", "0"], (await LabelsAsync(page)).Where(label => int.TryParse(label, out _)));
    }

    [BrowserFact]
    public async Task The_pointer_reads_the_values_of_a_moment()
    {
        await using var local = await RunningLocal.StartAsync(_folder);
        await using var page = await PipelinePage.OpenLiveAsync(local.Url);
        await page.BuyButton.ClickAsync();
        await page.Outcome.ShowsAsync("Recorded");
        Assert.False(await page.Page.Locator("#values").IsVisibleAsync());

        // One of the last bars has it; which one is a matter of when this runs.
        var box = await page.Reader.BoundingBoxAsync();
        var values = await Eventually.GetAsync(
            async () =>
            {
                for (var bars = 0.5f; bars < 20; bars++)
                {
                    await page.Page.Mouse.MoveAsync(box!.X + box.Width - (bars * box.Width / 60), box.Y + 40);
                    var told = await page.Page.Locator("#values").InnerTextAsync();
                    if (told.Contains("Recorded\n1", StringComparison.Ordinal)) return told;
                }

                return "";
            },
            told => told.Length > 0);

        Assert.Contains("Accepted\n", values, StringComparison.Ordinal);
        Assert.Contains("Waiting, at most", values, StringComparison.Ordinal);
        await page.Page.Mouse.MoveAsync(5, 5);
        await page.Page.Locator("#values").WaitForAsync(new() { State = WaitForSelectorState.Hidden });
    }

    [BrowserFact]
    public async Task Arrow_keys_read_it_one_moment_after_the_other()
    {
        await using var local = await RunningLocal.StartAsync(_folder);
        await local.BuyAsync("u1", "i1", 1);
        await using var page = await PipelinePage.OpenLiveAsync(local.Url);
        await page.Reader.FocusAsync();
        await page.Page.Locator("#values").ShowsAsync("Accepted");

        // The first moment may leave the chart, every 5 s, between the keys.
        await Eventually.TrueAsync(async () =>
        {
            var first = await AfterKeyAsync(page, "Home");
            Assert.Matches(@"^\d\d:\d\d:\d\d to \d\d:\d\d:\d\d: Accepted 0, .*Waiting, at most not seen$", first);
            return first[12..20] == (await AfterKeyAsync(page, "ArrowRight"))[..8];
        });
        await page.Page.Keyboard.PressAsync("Escape");
        await page.Page.Locator("#values").WaitForAsync(new() { State = WaitForSelectorState.Hidden });
    }

    private static async Task<string> AfterKeyAsync(PipelinePage page, string key)
    {
        await page.Page.Keyboard.PressAsync(key);
        return (await page.Reader.GetAttributeAsync("aria-valuetext"))!;
    }

    private static async Task<IReadOnlyList<string>> LabelsAsync(PipelinePage page) =>
        await page.Page.Locator("#chart text").AllTextContentsAsync();
}
