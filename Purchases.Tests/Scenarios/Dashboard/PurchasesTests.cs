namespace Purchases.Tests.Scenarios.Dashboard;

/// <summary>The newest purchases, and the lookup.</summary>
public sealed class PurchasesTests(SharedLocal shared) : SharedDashboard(shared)
{
    [BrowserFact]
    public async Task A_user_is_looked_up_and_so_is_an_eventId()
    {
        var eventId = await Local.BuyAsync("wanted", "i1", 1);
        await Local.BuyAsync("wanted", "i2", 1);
        await Local.BuyAsync("other", "i3", 1);
        await Local.RecordedAsync("wanted", 2);
        await Page.Rows.First.ShowsAsync("other");

        await LookUpAsync("wanted");
        await Eventually.GetAsync(() => Page.Rows.AllInnerTextsAsync(), rows => rows.Count == 2 && rows.All(row => row.Contains("wanted")));
        await LookUpAsync(eventId);
        await Eventually.GetAsync(() => Page.Rows.AllInnerTextsAsync(), rows => rows.Count == 1 && rows[0].Contains("i1"));
        await LookUpAsync("nobody");
        await Page.Page.Locator("#newest-empty").ShowsAsync("No recorded purchase has this eventId or user.");

        await Page.ClickAsync("Show the newest");
        await Page.Rows.First.ShowsAsync("other");
    }

    [BrowserFact]
    public async Task A_lookups_result_stays_while_others_buy()
    {
        await Local.BuyAsync("found", "i1", 1);
        await Local.RecordedAsync("found", 1);
        await LookUpAsync("found");
        await Page.Page.Locator("#newest-title").ShowsAsync("1 found");

        await Local.BuyAsync("later", "i1", 1);
        await Local.RecordedAsync("later", 1);
        await SeesAllRecordedAsync();

        Assert.Contains("found", Assert.Single(await Page.Rows.AllInnerTextsAsync()), StringComparison.Ordinal);
    }

    [BrowserFact]
    public async Task The_list_stays_still_under_the_pointer()
    {
        await Page.BuyAsync("first", "i1", "1");
        await Page.Rows.First.ShowsAsync("first");
        await Page.Rows.First.HoverAsync();

        await Local.BuyAsync("second", "i1", 1);
        await Local.RecordedAsync("second", 1);
        await SeesAllRecordedAsync();
        await Page.Rows.First.ShowsAsync("first");
        await Page.Page.Mouse.MoveAsync(5, 5);

        await Page.Rows.First.ShowsAsync("second");
    }

    [BrowserFact]
    public async Task Names_stay_on_one_line_and_the_pointer_shows_all_of_them()
    {
        var item = $"wireless keyboard {new string('x', 170)}";
        await Local.BuyAsync("katherine", item, 9007199254740991);
        await Local.BuyAsync("edsger", "pencils", 1);
        await Page.Page.SetViewportSizeAsync(600, 900);
        await Page.Rows.First.ShowsAsync("pencils");
        await Page.Rows.Nth(1).ShowsAsync("katherine");

        var heights = await Page.AskAsync<double[]>(
            "[...document.querySelectorAll('#newest tr')].slice(0, 2).map((row) => row.offsetHeight)");
        Assert.Equal(heights[0], heights[1], tolerance: 2);
        Assert.Equal(item, await Page.Rows.Nth(1).Locator("td:nth-child(3)").GetAttributeAsync("title"));
    }

    private async Task LookUpAsync(string text)
    {
        await Page.Page.GetByLabel("User or eventId").FillAsync(text);
        await Page.ClickAsync("Look up");
    }

    private async Task SeesAllRecordedAsync() =>
        await Page.SeesTotalAsync("Recorded", $"{(await DashboardStateTests.StateAsync(Local))["stored"]}");
}
