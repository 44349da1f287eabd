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

    public ILocator BuyButton => Page.Locator("#buy-button");

    public ILocator TrafficButton => Page.Locator("#traffic-button");

    /// <summary>The chart as a screen reader reads it, one point in time after the other.</summary>
    public ILocator Reader => Page.GetByRole(AriaRole.Slider);

    /// <param name="prepare">What must be so before the page is there.</param>
    public static async Task<PipelinePage> OpenAsync(Uri url, Func<IPage, Task>? prepare = null)
    {
        var page = new PipelinePage(await Browser.StartAsync());
        if (prepare is not null) await prepare(page.Page);
        await page.Page.GotoAsync(url.ToString());
        return page;
    }

    public static async Task<PipelinePage> OpenLiveAsync(Uri url, Func<IPage, Task>? prepare = null)
    {
        var page = await OpenAsync(url, prepare);
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

    /// <summary>One stage of the pipeline: its count, and what it says of it.</summary>
    public ILocator Tile(string title) =>
        Page.Locator(".stage", new() { Has = Page.GetByRole(AriaRole.Heading, new() { Name = title, Exact = true }) });

    public Task SeesTotalAsync(string title, string count) => Tile(title).Locator(".count").ShowsAsync(count);

    public Task<T> AskAsync<T>(string script) => Page.EvaluateAsync<T>(script);

    public ValueTask DisposeAsync() => browser.DisposeAsync();
}

internal static class Sight
{
    /// <summary>Waits until the text is there.</summary>
    public static Task ShowsAsync(this ILocator place, string text) =>
        Eventually.GetAsync(() => place.InnerTextAsync(), shown => shown.Contains(text, StringComparison.Ordinal));
}
