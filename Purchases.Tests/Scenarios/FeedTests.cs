using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Purchases.Local.Dashboard;

namespace Purchases.Tests.Scenarios;

/// <summary>What the page lives on: its files, and the feed at /events.</summary>
public sealed class FeedTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("/", "text/html")]
    [InlineData("/page.js", "text/javascript")]
    [InlineData("/page.css", "text/css")]
    [InlineData("/tiles.css", "text/css")]
    [InlineData("/icon.svg", "image/svg+xml")]
    public async Task The_pages_files_need_no_key_and_allow_nothing_from_elsewhere(string path, string type)
    {
        await using var local = await RunningLocal.StartAsync(_folder, null, ("FUNCTIONS_KEY", "the-key"));
        using var response = await local.Client.GetAsync(path);

        Assert.Equal((HttpStatusCode.OK, type), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        var policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
        Assert.NotEmpty(await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData(null, HttpStatusCode.Unauthorized)]
    [InlineData("a-guess", HttpStatusCode.Unauthorized)]
    [InlineData("the-key", HttpStatusCode.OK)]
    public async Task The_feed_asks_for_the_key(string? key, HttpStatusCode status)
    {
        await using var local = await RunningLocal.StartAsync(_folder, null, ("FUNCTIONS_KEY", "the-key"));
        if (key is not null) local.Client.DefaultRequestHeaders.Add("x-functions-key", key);

        using var response = await WatchAsync(local);

        Assert.Equal(status, response.StatusCode);
    }

    [Fact]
    public async Task It_tells_the_state_at_once_and_again_when_it_changes()
    {
        await using var local = await RunningLocal.StartAsync(_folder);
        using var response = await WatchAsync(local);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());

        var first = await NextAsync(reader);
        Assert.Equal(0, first["totals"]!["accepted"]!.GetValue<long>());
        await local.BuyAsync("u1", "i1", 1);
        var next = await Eventually.GetAsync(
            () => NextAsync(reader),
            state => state["totals"]!["recorded"]!.GetValue<long>() == 1 && state["held"]!["lag"]!.GetValue<long>() == 0);

        Assert.Equal("recorded", Assert.Single(next["purchases"]!.AsArray())!["progress"]!.GetValue<string>());
    }

    [Fact]
    public async Task Refused_buys_are_counted_by_who_is_at_fault_and_other_calls_are_not()
    {
        await using var local = await RunningLocal.StartAsync(_folder);
        using var watching = await WatchAsync(local);
        using var reader = new StreamReader(await watching.Content.ReadAsStreamAsync());
        using (await local.BuyAsync("{}")) { }
        using (await local.BuyAsync("{", "order-17")) { }
        using (await local.Client.GetAsync("/purchases/none")) { }
        using (_folder.Lock(DataFiles.Log))
        {
            using (await local.BuyAsync("""{"userId":"u1","itemId":"i1","quantity":1}""")) { }
        }

        var state = await Eventually.GetAsync(() => NextAsync(reader), state => Count(state, "failed") > 0);

        Assert.Equal((2, 1, 0), (Count(state, "refused"), Count(state, "failed"), Count(state, "accepted")));

        static long Count(JsonObject state, string name) => state["totals"]![name]!.GetValue<long>();
    }

    [Fact]
    public async Task Only_so_many_may_watch_and_who_leaves_makes_room()
    {
        await using var local = await RunningLocal.StartAsync(_folder);
        var feed = local.Services.GetRequiredService<Feed>();
        var watching = new List<HttpResponseMessage>();
        for (var i = 0; i < Feed.WatchersMax; i++) watching.Add(await WatchAsync(local));

        using (var refused = await WatchAsync(local)) Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        watching.ForEach(watcher => watcher.Dispose());
        await Eventually.TrueAsync(() => feed.Watchers == 0);

        using var again = await WatchAsync(local);
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
    }

    [Fact]
    public async Task An_open_page_does_not_hold_up_the_end()
    {
        var local = await RunningLocal.StartAsync(_folder);
        using var response = await WatchAsync(local);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        await NextAsync(reader);

        await local.StopAsync();
        await local.DisposeAsync();

        // It was ended, in due form. What holds up a stop is cut off when the stop's time is over, and throws here.
        await reader.ReadToEndAsync();
    }

    [Fact]
    public async Task A_store_that_is_down_is_told_beside_what_is_known_all_the_same()
    {
        await using var local = await RunningLocal.StartAsync(_folder, null, [.. Settings.Functions("Buy")]);
        await local.BuyAsync("u1", "i1", 1);
        await File.WriteAllTextAsync(_folder.File("data/purchases.db"), new string('x', 5000));

        using var response = await WatchAsync(local);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        var state = await NextAsync(reader);

        Assert.Contains("purchases.db", state["problem"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(1, state["held"]!["lag"]!.GetValue<long>());
        Assert.Equal("waiting", Assert.Single(state["purchases"]!.AsArray())!["progress"]!.GetValue<string>());
    }

    private static Task<HttpResponseMessage> WatchAsync(RunningLocal local) =>
        local.Client.GetAsync("/events", HttpCompletionOption.ResponseHeadersRead);

    private static async Task<JsonObject> NextAsync(StreamReader reader)
    {
        while (true)
        {
            var line = await reader.ReadLineAsync().WaitAsync(Eventually.Deadline);
            if (line!.StartsWith("data: ", StringComparison.Ordinal)) return JsonNode.Parse(line["data: ".Length..])!.AsObject();
        }
    }
}
