using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Playwright;

namespace Purchases.Tests.Scenarios.Dashboard;

/// <summary>Rejected events are inspected, corrected, replayed and dismissed, one or several at once.</summary>
public sealed class RejectedEventsTests : IAsyncLifetime
{
    private const string Qty = """{"eventId":"e1","timestamp":"2026-01-15T10:34:14Z","userId":"u1","itemId":"i1","qty":2}""";

    private readonly TestFolder _folder = new();
    private RunningLocal _local = null!;
    private DashboardPage _page = null!;

    private ILocator Events => _page.RejectedEvents;

    private ILocator Inspector => _page.Inspector;

    private ILocator Value => Inspector.GetByLabel("Value");

    private ILocator Told => Inspector.Locator("#inspector-told");

    private ILocator ToldOfAll => _page.Page.Locator("#rejected-told");

    private ILocator Replay => Inspector.Locator("#replay");

    public async ValueTask InitializeAsync()
    {
        _local = await RunningLocal.StartAsync(_folder);
        if (Browser.WhySkipped is null) _page = await DashboardPage.OpenLiveAsync(_local.Url);
    }

    public async ValueTask DisposeAsync()
    {
        if (_page is not null) await _page.DisposeAsync();
        await _local.DisposeAsync();
        _folder.Dispose();
    }

    [BrowserFact]
    public async Task They_are_filtered_by_code()
    {
        await RejectAsync(Qty);
        await RejectAsync("hello");
        await RejectAsync("hello again");
        await CountAsync(3);

        await _page.Page.GetByLabel("Code").SelectOptionAsync("invalid_json");
        await CountAsync(2);
        await _page.Page.Locator("#selected-count").ShowsAsync("Select all 2");
        await _page.Page.GetByLabel("Code").SelectOptionAsync("All codes");
        await CountAsync(3);
    }

    [BrowserFact]
    public async Task A_corrected_event_is_recorded_and_its_dialog_leads_to_the_purchase()
    {
        await RejectAsync(Qty);
        await Events.First.ClickAsync();
        var value = await Value.InputValueAsync();
        Assert.Contains("  \"qty\": 2\n", value, StringComparison.Ordinal);
        await Value.FillAsync(value.Replace("qty", "quantity", StringComparison.Ordinal));
        await _page.ClickAsync("Replay as corrected");

        await Told.ShowsAsync("The recorder has processed the replay.");
        await _page.Page.Locator("#rejected-empty").ShowsAsync("No open rejected events.");
        await _page.ClickAsync("Replayed as purchases.v1/0/1");
        await Eventually.GetAsync(() => Inspector.IsVisibleAsync(), shown => !shown);
        await _page.Page.Locator("#newest-title").ShowsAsync("1 found");
        await _page.Rows.First.ShowsAsync("u1");
        await ChooseAsync("Replayed");
        await Events.First.ShowsAsync("u1");
    }

    [BrowserFact]
    public async Task A_successor_that_was_rejected_too_opens_in_its_place()
    {
        await RejectAsync("the successor");
        await RejectAsync(Qty);
        await CountAsync(2);
        await _page.Page.RouteAsync("**/rejected/purchases.v1/0/1", async route =>
        {
            var answer = await route.FetchAsync();
            var body = JsonNode.Parse(await answer.TextAsync())!;
            (body["state"], body["replayedAs"]) = ("replayed", "purchases.v1/0/0");
            await route.FulfillAsync(new() { Response = answer, Body = body.ToJsonString() });
        });
        await Events.First.ClickAsync();

        await _page.ClickAsync("Replayed as purchases.v1/0/0");

        await Eventually.GetAsync(() => Value.InputValueAsync(), value => value == "the successor");
    }

    [BrowserFact]
    public async Task Invalid_JSON_is_reported_while_it_is_typed_and_is_not_replayed()
    {
        await RejectAsync(Qty);
        await Events.First.ClickAsync();
        var value = await Value.InputValueAsync();

        await Value.FillAsync(value.Replace("2\n", "2,\n", StringComparison.Ordinal));
        await Inspector.Locator("#value-fault").ShowsAsync("This isn't valid JSON: ");
        Assert.True(await Replay.IsDisabledAsync());
        await Value.FillAsync(value);

        Assert.Equal("", await Inspector.Locator("#value-fault").InnerTextAsync());
        Assert.False(await Replay.IsDisabledAsync());
    }

    [BrowserFact]
    public async Task A_conflict_shows_what_differs_and_is_recorded_as_a_new_purchase()
    {
        await _local.BuyAsync("u1", "i1", 2, "order-17");
        await _local.BuyAsync("u1", "i9", 3, "order-17");
        await Events.First.ClickAsync();
        await Inspector.ShowsAsync("itemId i9, recorded i1; quantity 3, recorded 2");

        await _page.ClickAsync("Record as a new purchase");

        await Told.ShowsAsync("The recorder has processed the replay.");
        var purchases = await _local.RecordedAsync("u1", 2);
        Assert.Equal(["i1", "i9"], purchases.Select(purchase => purchase!["itemId"]!.GetValue<string>()).Order());
        await _page.SeesTotalAsync("Rejected", "0");
    }

    [BrowserFact]
    public async Task One_is_dismissed_with_a_note()
    {
        await RejectAsync(Qty);
        await Events.First.ClickAsync();
        await Inspector.GetByLabel("Note for dismissing").FillAsync("a test of theirs");

        await _page.ClickAsync("Dismiss");

        await Inspector.ShowsAsync("a test of theirs");
        Assert.False(await Replay.IsVisibleAsync());
        await _page.ClickAsync("Close");
        await _page.SeesTotalAsync("Rejected", "0");
        await ChooseAsync("Dismissed");
        await Events.First.ShowsAsync("u1");
    }

    [BrowserFact]
    public async Task A_failed_bulk_action_keeps_its_events_selected()
    {
        for (var i = 0; i < 25; i++) await RejectAsync($"bad {i}");
        await CountAsync(25);
        await _page.Page.GetByLabel("Select all 25").CheckAsync();
        await _page.Page.Locator("#selected-count").ShowsAsync("25 selected");

        await _page.Page.Locator("#replay-selected").ClickAsync();
        await ToldOfAll.ShowsAsync("0 replayed. 25 failed and stay selected. The first: ");
        await _page.Page.Locator("#selected-count").ShowsAsync("25 selected");
        await _page.Page.GetByLabel("Select purchases.v1/0/3 of").UncheckAsync();
        await _page.Page.Locator("#note-selected").FillAsync("known");
        await _page.Page.Locator("#dismiss-selected").ClickAsync();

        await ToldOfAll.ShowsAsync("24 dismissed.");
        await CountAsync(1);
        await Events.First.ShowsAsync("purchases.v1/0/3");
    }

    [BrowserTheory]
    [InlineData("""{"userId":"u1","quantity":9007199254740993}""", "9007199254740993")]
    [InlineData("ÿþA", "A")]
    public async Task Every_key_and_value_can_be_read(string latin1, string shown)
    {
        await _local.Log.AppendAsync(new("the key"u8.ToArray(), Encoding.Latin1.GetBytes(latin1), []));

        await Events.First.ClickAsync();

        await Inspector.ShowsAsync("the key");
        Assert.Contains(shown, await Value.InputValueAsync(), StringComparison.Ordinal);
    }

    private Task RejectAsync(string value) => _local.Log.AppendAsync(new("u1"u8.ToArray(), Encoding.UTF8.GetBytes(value), []));

    private Task CountAsync(int count) => Eventually.GetAsync(() => Events.CountAsync(), shown => shown == count);

    private Task ChooseAsync(string state) => _page.Page.Locator("#states label", new() { HasText = state }).ClickAsync();
}
