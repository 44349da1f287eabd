using System.Text.Json.Nodes;
using Microsoft.Playwright;

namespace Purchases.Tests.Scenarios.Dashboard;

/// <summary>The dashboard in a browser, by what a person sees and does.</summary>
internal sealed class DashboardPage(Browser browser) : IAsyncDisposable
{
    public IPage Page => browser.Page;

    public Browser Browser => browser;

    public ILocator Status => Page.GetByRole(AriaRole.Status);

    public ILocator Outcome => Page.Locator("#outcome");

    public ILocator Rows => Page.Locator("#newest tr");

    public ILocator BuyButton => Page.Locator("#buy-button");

    public ILocator TrafficButton => Page.Locator("#traffic-button");

    /// <summary>Reads the chart's bars, by the pointer and by arrow keys.</summary>
    public ILocator Reader => Page.GetByRole(AriaRole.Slider);

    public ILocator RejectedEvents => Page.Locator("#rejected .event");

    public ILocator Inspector => Page.GetByRole(AriaRole.Dialog);

    /// <param name="prepare">Called before the page is loaded.</param>
    public static async Task<DashboardPage> OpenAsync(Uri url, Func<IPage, Task>? prepare = null)
    {
        var page = new DashboardPage(await Browser.StartAsync());
        if (prepare is not null) await prepare(page.Page);
        await page.Page.GotoAsync(url.ToString());
        return page;
    }

    public static async Task<DashboardPage> OpenLiveAsync(Uri url, Func<IPage, Task>? prepare = null)
    {
        var page = await OpenAsync(url, prepare);
        await page.Status.ShowsAsync("Live");
        return page;
    }

    public async Task BuyAsync(string userId, string itemId, string quantity)
    {
        await Page.GetByLabel("User", new() { Exact = true }).FillAsync(userId);
        await Page.GetByLabel("Item").FillAsync(itemId);
        await Page.GetByLabel("Quantity").FillAsync(quantity);
        await ClickAsync("Buy");
    }

    public Task ClickAsync(string button) => Page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();

    /// <summary>One tile: its number, and what it says about it.</summary>
    public ILocator Tile(string title) =>
        Page.Locator(".tile", new() { Has = Page.GetByRole(AriaRole.Heading, new() { Name = title, Exact = true }) });

    public Task SeesTotalAsync(string title, string count) =>
        Eventually.GetAsync(() => Tile(title).Locator(".count").InnerTextAsync(), shown => shown == count);

    /// <summary>Answers the dashboard's polls with what Local answers, changed by a test.</summary>
    public Task ChangeStatesAsync(Action<JsonObject> change) => Page.RouteAsync("**/dashboard/state", async route =>
    {
        var answer = await route.FetchAsync();
        var state = JsonNode.Parse(await answer.TextAsync())!.AsObject();
        change(state);
        await route.FulfillAsync(new() { Response = answer, Body = state.ToJsonString() });
    });

    public Task<T> AskAsync<T>(string script) => Page.EvaluateAsync<T>(script);

    public ValueTask DisposeAsync() => browser.DisposeAsync();
}

internal static class Sight
{
    /// <summary>Waits until the text is there.</summary>
    public static Task<string> ShowsAsync(this ILocator place, string text) =>
        Eventually.GetAsync(() => place.InnerTextAsync(), shown => shown.Contains(text, StringComparison.Ordinal));
}
