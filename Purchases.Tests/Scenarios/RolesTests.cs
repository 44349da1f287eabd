using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Purchases.Tests.Scenarios;

/// <summary>Web and api as two processes on one data directory, like the two servers of the Python original.</summary>
public sealed class RolesTests : FolderTests
{
    [Fact]
    public async Task The_web_role_buys_and_lists_what_the_api_role_records()
    {
        await using var api = await StartApiAsync();
        await using var web = await StartWebAsync(api.Url);

        var eventId = await web.BuyAsync("u 1&2", "i1", 1);
        await api.RecordedAsync("u 1&2", 1);

        var items = await web.PurchasesAsync("u 1&2", "/getAllBoughtItems");
        Assert.Equal(eventId, Assert.Single(items)!["eventId"]!.GetValue<string>());
        Assert.Equal(HttpStatusCode.NotFound, (await web.Client.GetAsync("/purchases?userId=u1")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await api.BuyAsync("{}")).StatusCode);
        await web.Client.ReadyAsync();
    }

    [Fact]
    public async Task An_api_server_that_is_down_is_a_502()
    {
        await using var web = await StartWebAsync(new("http://127.0.0.1:1"));
        await AssertProblemAsync(web, HttpStatusCode.BadGateway, "can't be reached");
    }

    [Fact]
    public async Task An_api_server_that_returns_anything_but_200_is_a_502_that_names_the_status()
    {
        await using var api = await StartApiAsync(("FUNCTIONS_KEY", "the-key"));
        await using var without = await StartWebAsync(api.Url);
        await using var with = await StartWebAsync(api.Url, null, ("API_SERVER_KEY", "the-key"));

        await AssertProblemAsync(without, HttpStatusCode.BadGateway, "401");
        Assert.Equal(HttpStatusCode.OK, (await with.Client.GetAsync("/getAllBoughtItems?userId=u1")).StatusCode);
    }

    [Fact]
    public async Task An_api_server_that_does_not_answer_in_time_is_a_504()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        await using var web = await StartWebAsync(
            new($"http://{silent.LocalEndpoint}"),
            services => services.Replace(ServiceDescriptor.Singleton<TimeProvider>(new HurriedTime(50))));

        await AssertProblemAsync(web, HttpStatusCode.GatewayTimeout, "10 s");
    }

    [Fact]
    public async Task When_the_consuming_process_dies_another_one_takes_over()
    {
        using var first = await LocalProcess.StartAsync(_folder);
        await first.Client.ReadyAsync();
        using var second = await LocalProcess.StartAsync(_folder);
        await Eventually.TrueAsync(() => second.Output.Any(line => line.Contains("is on standby", StringComparison.Ordinal)));

        await first.KillAsync();
        using var bought = await second.Client.BuyAsync();

        await Eventually.GetAsync(() => second.Client.GetAsync(bought.Headers.Location), response => response.IsSuccessStatusCode);
    }

    private Task<RunningLocal> StartWebAsync(
        Uri api, Action<IServiceCollection>? replaceServices = null, params (string, string?)[] settings) =>
        RunningLocal.StartAsync(
            _folder,
            replaceServices,
            [.. Settings.Functions("Buy", "GetAllBoughtItems", "Health"), ("API_SERVER_URL", api.ToString()), .. settings]);

    private Task<RunningLocal> StartApiAsync(params (string, string?)[] settings) =>
        RunningLocal.StartAsync(
            _folder, null, [.. Settings.Functions("RecordPurchases", "GetPurchases", "GetPurchase", "Health"), .. settings]);

    private static async Task AssertProblemAsync(RunningLocal web, HttpStatusCode status, string detail)
    {
        using var response = await web.Client.GetAsync("/getAllBoughtItems?userId=u1");
        Assert.Equal(status, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Contains(detail, JsonNode.Parse(await response.Content.ReadAsStringAsync())!["detail"]!.GetValue<string>(),
            StringComparison.Ordinal);
    }
}
