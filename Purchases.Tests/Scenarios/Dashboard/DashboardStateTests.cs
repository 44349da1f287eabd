using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Purchases.Core.Telemetry;
using Purchases.Local.Dashboard;

namespace Purchases.Tests.Scenarios.Dashboard;

/// <summary>What the dashboard is made of: its files, the state that it polls, and the bad event of its traffic.</summary>
public sealed class DashboardStateTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_files_need_no_key_and_allow_nothing_from_other_hosts()
    {
        await using var local = await RunningLocal.StartAsync(_folder, null, ("FUNCTIONS_KEY", "the-key"));
        foreach (var (path, type) in new[] { ("/", "text/html"), ("/dashboard.js", "text/javascript"), ("/icon.svg", "image/svg+xml") })
        {
            using var response = await local.Client.GetAsync(path);

            Assert.Equal((HttpStatusCode.OK, type), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
            var policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy"));
            Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
            Assert.True(response.Headers.CacheControl?.NoStore);
        }
    }

    [Fact]
    public async Task The_state_and_a_bad_event_need_the_key()
    {
        await using var local = await RunningLocal.StartAsync(_folder, null, ("FUNCTIONS_KEY", "the-key"));
        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized), await StatusesAsync());
        Assert.Equal(0, local.Log.EndOffset());

        local.Client.DefaultRequestHeaders.Add("x-functions-key", "the-key");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Accepted), await StatusesAsync());

        async Task<(HttpStatusCode State, HttpStatusCode BadEvent)> StatusesAsync()
        {
            using var read = await local.Client.GetAsync("/dashboard/state");
            using var posted = await local.Client.PostAsync("/dashboard/bad-event", null);
            return (read.StatusCode, posted.StatusCode);
        }
    }

    [Fact]
    public async Task The_newest_purchases_say_what_became_of_each()
    {
        await using var local = await RunningLocal.StartAsync(_folder);
        await local.BuyAsync("u1", "i1", 1, "order-17");
        await local.BuyAsync("u1", "i1", 1, "order-17");
        await local.BuyAsync("u1", "i1", 2, "order-17");

        var state = await Eventually.GetAsync(() => StateAsync(local), state => state["lag"]!.GetValue<long>() == 0);

        Assert.Equal(["rejected", "duplicate", "recorded"], state["newest"]!.AsArray().Select(seen => $"{seen!["progress"]}"));
        Assert.Equal("3 1 1", $"{state["onTopic"]} {state["stored"]} {state["rejected"]}");
    }

    [Fact]
    public async Task A_store_that_is_down_is_reported_with_the_numbers_that_are_still_known()
    {
        await using var local = await RunningLocal.StartAsync(_folder, null, [.. Settings.Functions("Buy")]);
        await local.BuyAsync("u1", "i1", 1);
        foreach (var log in new[] { "data/purchases.db-wal", "data/purchases.db-shm" }) File.Delete(_folder.File(log));
        await File.WriteAllTextAsync(_folder.File("other"), new string('x', 5000));
        File.Move(_folder.File("other"), _folder.File("data/purchases.db"), overwrite: true);

        var state = await StateAsync(local);

        Assert.Contains("purchases.db", $"{state["problem"]}", StringComparison.Ordinal);
        Assert.Equal(1, state["totals"]!["accepted"]!.GetValue<long>());
        Assert.Null(state["lag"]);
        Assert.Null(state["newest"]);
    }

    [Fact]
    public async Task Percentiles_are_those_of_the_last_thousand_recorded()
    {
        await using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var meters = services.GetRequiredService<IMeterFactory>();
        using var totals = new Totals(meters, TimeProvider.System);
        var age = meters.Create(PurchaseTelemetry.Name).CreateHistogram<double>(MetricNames.Age);
        Assert.Null(totals.SinceStart().AgeP50Ms);

        age.Record(3600);
        for (var seconds = Totals.AgesMax; seconds > 0; seconds--) age.Record(seconds);

        var (p50, p99) = (totals.SinceStart().AgeP50Ms, totals.SinceStart().AgeP99Ms);
        Assert.Equal((500_000, 990_000), (p50, p99));
    }

    internal static async Task<JsonObject> StateAsync(RunningLocal local) =>
        (await local.Client.GetFromJsonAsync<JsonObject>("/dashboard/state"))!;
}
