using Microsoft.Playwright;

namespace Purchases.Tests.Scenarios;

/// <summary>The page never buys twice, whatever becomes of its calls.</summary>
public sealed class PageBuyTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [BrowserTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_buy_whose_answer_was_cut_off_is_sent_again_under_its_key_and_recorded_once(bool reloaded)
    {
        await using var local = await RunningLocal.StartAsync(_folder);
        await using var page = await PipelinePage.OpenLiveAsync(local.Url);
        await OnceAsync(page, route => route.AbortAsync());
        await page.BuyAsync("u1", "i1", "3");
        await page.Outcome.ShowsAsync("No answer came");
        await page.Outcome.ShowsAsync("Sending it again is safe");
        if (reloaded) await page.Page.ReloadAsync();

        await page.BuyButton.ShowsAsync("Send it again");
        await page.BuyButton.ClickAsync();

        await page.Outcome.ShowsAsync("Accepted in");
        await page.BuyButton.ShowsAsync("Buy");
        await page.SeesTotalAsync("Duplicates", "1");
        Assert.Single(await local.PurchasesAsync("u1"));
    }

    [BrowserFact]
    public async Task A_503_may_have_been_taken_too_so_its_key_is_kept()
    {
        await using var local = await RunningLocal.StartAsync(_folder);
        await using var page = await PipelinePage.OpenLiveAsync(local.Url);
        await OnceAsync(page, route => route.FulfillAsync(new()
        {
            Status = 503,
            ContentType = "application/problem+json",
            Body = """{"title":"Service Unavailable","status":503,"detail":"The disk was slow."}""",
        }));
        await page.BuyAsync("u1", "i1", "3");
        await page.Outcome.ShowsAsync("The disk was slow.");

        await page.BuyButton.ShowsAsync("Send it again");
        await page.BuyButton.ClickAsync();

        await page.SeesTotalAsync("Duplicates", "1");
        Assert.Single(await local.PurchasesAsync("u1"));
    }

    [BrowserFact]
    public async Task A_changed_form_is_another_purchase_and_changed_back_it_is_the_unanswered_one()
    {
        await using var local = await RunningLocal.StartAsync(_folder);
        await using var page = await PipelinePage.OpenLiveAsync(local.Url);
        await OnceAsync(page, route => route.AbortAsync());
        await page.BuyAsync("u1", "i1", "3");
        await page.BuyButton.ShowsAsync("Send it again");

        await page.BuyAsync("u1", "i1", "4");
        await page.Outcome.ShowsAsync("Recorded");
        await page.Page.GetByLabel("Quantity").FillAsync("3");
        await page.BuyButton.ShowsAsync("Send it again");
        await page.BuyButton.ClickAsync();

        await page.SeesTotalAsync("Duplicates", "1");
        Assert.Equal(2, (await local.PurchasesAsync("u1")).Count);
    }

    [BrowserFact]
    public async Task A_double_click_buys_once_and_a_later_click_again()
    {
        await using var local = await RunningLocal.StartAsync(_folder);
        await using var page = await PipelinePage.OpenLiveAsync(local.Url);
        await page.BuyButton.DblClickAsync();
        await page.Outcome.ShowsAsync("Recorded");
        Assert.Single(await local.PurchasesAsync("u1"));

        await page.BuyButton.ClickAsync();

        await local.RecordedAsync("u1", 2);
        await page.SeesTotalAsync("Duplicates", "0");
    }

    [BrowserFact]
    public async Task While_a_call_is_under_way_no_other_is_made()
    {
        await using var local = await RunningLocal.StartAsync(_folder);
        await using var page = await PipelinePage.OpenLiveAsync(local.Url);
        var arrived = new TaskCompletionSource<IRoute>(TaskCreationOptions.RunContinuationsAsynchronously);
        await page.Page.RouteAsync("**/buy", arrived.SetResult);
        await page.BuyButton.ClickAsync();
        var route = await arrived.Task.WaitAsync(Eventually.Deadline);

        await page.BuyButton.ShowsAsync("Sending");
        await page.Page.Keyboard.PressAsync("Enter");
        await page.BuyButton.ClickAsync(new() { Force = true });
        await route.ContinueAsync();

        await page.Outcome.ShowsAsync("Recorded");
        Assert.Single(await local.PurchasesAsync("u1"));
        Assert.Single(page.Browser.Requests, url => url.EndsWith("/buy", StringComparison.Ordinal));
    }

    [BrowserFact]
    public async Task A_purchase_that_many_newer_ones_pass_by_is_seen_recorded_too()
    {
        await using var local = await RunningLocal.StartAsync(_folder);
        await using var page = await PipelinePage.OpenLiveAsync(local.Url);
        await page.Page.RouteAsync("**/buy", async route =>
        {
            var answer = await route.FetchAsync();
            for (var i = 0; i < 20; i++) await local.BuyAsync("many", "i1", 1);
            await route.FulfillAsync(new() { Response = answer });
        });

        await page.BuyButton.ClickAsync();

        await page.Outcome.ShowsAsync("Recorded");
        await page.Rows.First.ShowsAsync("many");
    }

    [BrowserFact]
    public async Task An_error_goes_as_soon_as_its_field_is_changed()
    {
        await using var local = await RunningLocal.StartAsync(_folder);
        await using var page = await PipelinePage.OpenLiveAsync(local.Url);
        await page.BuyAsync("", "i1", "2.5");
        await page.Page.Locator("#quantity-error").ShowsAsync("must be a whole number");

        await page.Page.GetByLabel("Quantity").FillAsync("2");

        Assert.Equal("", await page.Page.Locator("#quantity-error").InnerTextAsync());
        Assert.Equal("false", await page.Page.GetByLabel("Quantity").GetAttributeAsync("aria-invalid"));
        await page.Page.Locator("#userId-error").ShowsAsync("must not be empty");
    }

    // The next buy reaches the app; what comes back is this instead of its answer.
    private static Task OnceAsync(PipelinePage page, Func<IRoute, Task> answer) =>
        page.Page.RouteAsync(
            "**/buy",
            async route =>
            {
                await route.FetchAsync();
                await answer(route);
            },
            new() { Times = 1 });
}
