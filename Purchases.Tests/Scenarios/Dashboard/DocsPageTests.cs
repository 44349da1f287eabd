using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Playwright;

namespace Purchases.Tests.Scenarios.Dashboard;

/// <summary>/docs in a browser that can reach nothing but this Local.</summary>
public sealed class DocsPageTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [BrowserFact]
    public async Task Two_buys_and_a_query_run_through_the_page_and_no_request_leaves_the_host()
    {
        await using var local = await RunningLocal.StartAsync(_folder);
        await using var browser = await OpenAsync(local);

        var buy = await OperationAsync(browser, "Purchases", "Buy");
        await buy.Locator("textarea.body-param__text").FillAsync("""{"userId":"客户-7","itemId":"📦 café","quantity":3}""");
        var accepted = await ExecuteAsync(buy, 202);
        Assert.Equal("accepted", accepted["status"]!.GetValue<string>());
        await local.RecordedAsync("客户-7", 1);

        // With an Idempotency-Key that the page fills in, the second buy would be a conflict.
        await buy.Locator("textarea.body-param__text").FillAsync("""{"userId":"客户-7","itemId":"another","quantity":3}""");
        await ExecuteAsync(buy, 202);
        var recorded = await local.RecordedAsync("客户-7", 2);

        var query = await OperationAsync(browser, "Purchases", "GetPurchases");
        await query.Locator("tr[data-param-name=userId] input").FillAsync("客户-7");
        var answer = await ExecuteAsync(query, 200);

        Assert.True(JsonNode.DeepEquals(recorded, answer["purchases"]));
        Assert.Contains(recorded, purchase => JsonNode.DeepEquals(purchase!["eventId"], accepted["eventId"]));
        Assert.Contains(browser.Requests, url => url == $"{local.Url}buy");
        Assert.Empty(browser.RequestsBeyond(local.Url));
        Assert.Empty(browser.Complaints);
    }

    [Theory]
    [InlineData("/docs/no-such-file.js", null)]
    [InlineData("/docs", "Buy")]
    public async Task What_the_page_does_not_have_is_not_found(string path, string? function)
    {
        await using var local = await RunningLocal.StartAsync(_folder, null, [.. Settings.Functions(function is null ? [] : [function])]);

        using var response = await local.Client.GetAsync(path);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }

    private static async Task<Browser> OpenAsync(RunningLocal local)
    {
        var browser = await Browser.StartAsync();
        await browser.Page.GotoAsync($"{local.Url}docs");
        await browser.Page.Locator(".swagger-ui .info .title", new() { HasText = "Purchases" }).WaitForAsync();
        return browser;
    }

    internal static async Task<ILocator> OperationAsync(Browser browser, string tag, string operationId)
    {
        var operation = browser.Page.Locator($"#operations-{tag}-{operationId}");
        await operation.Locator(".opblock-summary-control").ClickAsync();
        return operation;
    }

    internal static async Task<JsonObject> ExecuteAsync(ILocator operation, int status)
    {
        await operation.Locator("button.execute").ClickAsync();
        var answer = operation.Locator(".live-responses-table .response",
            new() { Has = operation.Page.Locator(".response-col_status", new() { HasText = $"{status}" }) });
        return JsonNode.Parse(await answer.Locator(".highlight-code code").First.InnerTextAsync())!.AsObject();
    }
}
