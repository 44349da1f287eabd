using Microsoft.Playwright;

namespace Purchases.Tests.Scenarios.Dashboard;

/// <summary>The form buys, and never buys twice by mistake.</summary>
public sealed class BuyFormTests(SharedLocal shared) : SharedDashboard(shared)
{
    [BrowserFact]
    public async Task A_purchase_is_followed_from_accepted_to_recorded()
    {
        await Page.BuyAsync("客户-7", "📦 café", "9007199254740991");

        await Page.Outcome.ShowsAsync("Accepted in");
        await Page.Outcome.ShowsAsync("Recorded");
        await Page.Rows.First.ShowsAsync("客户-7\t📦 café\t9,007,199,254,740,991\tRecorded");
        Assert.Empty(Page.Browser.RequestsBeyond(Local.Url));
        Assert.Empty(Page.Browser.Complaints);
    }

    [BrowserFact]
    public async Task HTML_in_a_purchase_is_shown_and_never_run()
    {
        const string html = "<img src=x onerror=document.title='run'><script>document.title='run'</script>";
        await Page.BuyAsync(html, html, "1");
        await Page.Rows.First.ShowsAsync(html);

        Assert.Equal(0, await Page.Page.Locator("main img, main script").CountAsync());
        Assert.Equal("Purchases dashboard", await Page.Page.TitleAsync());
        Assert.Empty(Page.Browser.Complaints);
    }

    [BrowserFact]
    public async Task Invalid_members_are_reported_at_their_fields_until_they_are_changed()
    {
        await Page.BuyAsync("", "i1", "2.5");
        await Page.Page.Locator("#userId-error").ShowsAsync("must not be empty");
        await Page.Page.Locator("#quantity-error").ShowsAsync("must be a whole number from 1");
        Assert.Equal("userId", await Page.AskAsync<string>("document.activeElement.id"));
        Assert.Equal("true", await Page.Page.GetByLabel("Quantity").GetAttributeAsync("aria-invalid"));

        await Page.Page.GetByLabel("Quantity").FillAsync("2");

        Assert.Equal("", await Page.Page.Locator("#quantity-error").InnerTextAsync());
        Assert.Equal("false", await Page.Page.GetByLabel("Quantity").GetAttributeAsync("aria-invalid"));
        await Page.Page.Locator("#userId-error").ShowsAsync("must not be empty");
    }

    [BrowserFact]
    public async Task Everything_can_be_done_from_the_keyboard()
    {
        await TabToAsync("userId");
        await Page.Page.Keyboard.PressAsync("ControlOrMeta+a");
        await Page.Page.Keyboard.TypeAsync("typist");
        await TabToAsync("quantity");
        await Page.Page.Keyboard.PressAsync("Enter");
        await Page.Rows.First.ShowsAsync("typist");
        await TabToAsync("again");
        await Page.Page.Keyboard.PressAsync("Space");
        await Page.Outcome.ShowsAsync("its purchase is recorded once");

        async Task TabToAsync(string id)
        {
            for (var presses = 0; await Page.AskAsync<string>("document.activeElement.id") != id; presses++)
            {
                Assert.InRange(presses, 0, 20);
                await Page.Page.Keyboard.PressAsync("Tab");
                Assert.NotEqual("none", await Page.AskAsync<string>("getComputedStyle(document.activeElement).outlineStyle"));
            }
        }
    }

    [BrowserFact]
    public async Task A_buy_without_an_answer_is_sent_again_with_its_key_after_a_reload_and_recorded_once()
    {
        await AnswerOnceAsync(route => route.AbortAsync());
        await Page.BuyAsync("unanswered", "i1", "3");
        await Page.Outcome.ShowsAsync("No answer arrived");
        await Page.Page.ReloadAsync();

        await Page.ClickAsync("Send again");

        await Page.Outcome.ShowsAsync("Accepted in");
        await Page.BuyButton.ShowsAsync("Buy");
        await Page.Rows.First.ShowsAsync("Duplicate");
        Assert.Single(await Local.PurchasesAsync("unanswered"));
    }

    [BrowserFact]
    public async Task After_a_503_a_changed_form_is_another_purchase_and_changed_back_it_is_sent_with_its_key()
    {
        await AnswerOnceAsync(route => route.FulfillAsync(new()
        {
            Status = 503,
            ContentType = "application/problem+json",
            Body = """{"title":"Service Unavailable","status":503,"detail":"The disk was slow."}""",
        }));
        await Page.BuyAsync("changer", "i1", "3");
        await Page.Outcome.ShowsAsync("The disk was slow.");

        await Page.BuyAsync("changer", "i1", "4");
        await Page.Outcome.ShowsAsync("Recorded");
        await Page.Page.GetByLabel("Quantity").FillAsync("3");
        await Page.ClickAsync("Send again");

        await Page.Rows.First.ShowsAsync("Duplicate");
        Assert.Equal(2, (await Local.PurchasesAsync("changer")).Count);
    }

    [BrowserFact]
    public async Task While_a_buy_is_in_flight_no_other_is_sent()
    {
        var arrived = new TaskCompletionSource<IRoute>(TaskCreationOptions.RunContinuationsAsynchronously);
        await Page.Page.RouteAsync("**/buy", arrived.SetResult);
        await Page.BuyAsync("eager", "i1", "1");
        var route = await arrived.Task.WaitAsync(Eventually.Deadline);

        await Page.BuyButton.ShowsAsync("Sending");
        await Page.Page.Keyboard.PressAsync("Enter");
        await Page.BuyButton.ClickAsync(new() { Force = true });
        await route.ContinueAsync();

        await Page.Outcome.ShowsAsync("Recorded");
        Assert.Single(await Local.PurchasesAsync("eager"));
        Assert.Single(Page.Browser.Requests, url => url.EndsWith("/buy", StringComparison.Ordinal));
    }

    // The next buy reaches Local, and this answer replaces Local's.
    private Task AnswerOnceAsync(Func<IRoute, Task> answer) => Page.Page.RouteAsync(
        "**/buy",
        async route =>
        {
            await route.FetchAsync();
            await answer(route);
        },
        new() { Times = 1 });
}
