using Microsoft.Playwright;

namespace Purchases.Tests.Scenarios;

/// <summary>Local's page at / in a browser, by what a person sees and does.</summary>
internal sealed class PipelinePage(Browser browser) : IAsyncDisposable
{
    public IPage Page => browser.Page;

    public Browser Browser => browser;

    public ILocator Status => Page.GetByRole(AriaRole.Status);

    public ILocator Outcome => Page.Locator("#outcome");

    public ILocator Rows => Page.Locator("#newest tr");

    public static async Task<PipelinePage> OpenAsync(Uri url)
    {
        var page = new PipelinePage(await Browser.StartAsync());
        await page.Page.GotoAsync(url.ToString());
        return page;
    }

    public static async Task<PipelinePage> OpenLiveAsync(Uri url)
    {
        var page = await OpenAsync(url);
        await page.Status.ShowsAsync("Live");
        return page;
    }

    public async Task BuyAsync(string userId, string itemId, string quantity)
    {
        await Page.GetByLabel("User").FillAsync(userId);
        await Page.GetByLabel("Item").FillAsync(itemId);
        await Page.GetByLabel("Quantity").FillAsync(quantity);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Buy", Exact = true }).ClickAsync();
    }

    public Task SeesTotalAsync(string title, string count) =>
        Page.Locator(".stage", new() { Has = Page.GetByRole(AriaRole.Heading, new() { Name = title, Exact = true }) }).Locator(".count").ShowsAsync(count);

    public ValueTask DisposeAsync() => browser.DisposeAsync();
}

internal static class Sight
{
    /// <summary>Waits until the text is there.</summary>
    public static Task ShowsAsync(this ILocator place, string text) =>
        Eventually.GetAsync(() => place.InnerTextAsync(), shown => shown.Contains(text, StringComparison.Ordinal));
}
