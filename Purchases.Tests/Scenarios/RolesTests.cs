using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Purchases.Tests.Support;

namespace Purchases.Tests.Scenarios;

/// <summary>Web and api as two processes on one data directory, as the original's two servers.</summary>
public sealed class RolesTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_purchase_goes_from_the_web_role_to_the_api_role_and_back()
    {
        await using var api = await StartApiAsync();
        await using var web = await StartWebAsync(api.Url);

        var eventId = await web.BuyAsync("u 1&2", "i1", 1);
        await api.RecordedAsync("u 1&2", 1);

        var items = await web.PurchasesAsync("u 1&2", "/getAllBoughtItems");
        Assert.Equal(eventId, Assert.Single(items)!["eventId"]!.GetValue<string>());
    }

    [Fact]
    public async Task Limit_and_cursor_are_passed_on()
    {
        await using var api = await StartApiAsync();
        await using var web = await StartWebAsync(api.Url);
        for (var quantity = 1; quantity <= 3; quantity++) await web.BuyAsync("u1", "i1", quantity);
        await api.RecordedAsync("u1", 3);

        using var answer = await web.Client.GetAsync("/getAllBoughtItems?userId=u1&limit=2");
        var first = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        var second = JsonNode.Parse(await web.Client.GetStringAsync($"/getAllBoughtItems?userId=u1&limit=2&cursor={first["next"]}"))!;

        Assert.Equal(
            $"</getAllBoughtItems?userId=u1&limit=2&cursor={first["next"]}>; rel=\"next\"",
            Assert.Single(answer.Headers.GetValues("Link")));
        Assert.Equal([3L, 2L], first["purchases"]!.AsArray().Select(p => p!["quantity"]!.GetValue<long>()));
        Assert.Equal([1L], second["purchases"]!.AsArray().Select(p => p!["quantity"]!.GetValue<long>()));
    }

    [Theory]
    [InlineData("/purchases?userId=u1")]
    [InlineData("/purchases/1")]
    [InlineData("/rejected")]
    public async Task The_web_role_has_no_functions_of_the_api_role(string path)
    {
        await using var web = await StartWebAsync(new("http://127.0.0.1:1"));
        Assert.Equal(HttpStatusCode.NotFound, (await web.Client.GetAsync(path)).StatusCode);
    }

    [Fact]
    public async Task The_api_role_has_no_functions_of_the_web_role()
    {
        await using var api = await StartApiAsync();

        Assert.Equal(HttpStatusCode.NotFound, (await api.BuyAsync("{}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await api.Client.GetAsync("/getAllBoughtItems?userId=u1")).StatusCode);
    }

    [Fact]
    public async Task The_web_role_is_ready_without_a_store()
    {
        await using var web = await StartWebAsync(new("http://127.0.0.1:1"));
        await web.Client.ReadyAsync();
    }

    [Fact]
    public async Task An_api_server_that_is_down_is_a_502()
    {
        await using var web = await StartWebAsync(new("http://127.0.0.1:1"));
        await AssertProblemAsync(web, HttpStatusCode.BadGateway, "can't be reached");
    }

    [Fact]
    public async Task An_api_server_that_answers_anything_but_200_is_a_502_that_says_which()
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
    public async Task An_api_server_that_falls_silent_before_its_list_begins_is_a_504()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        await using var web = await StartWebAsync(
            new($"http://{silent.LocalEndpoint}"),
            services => services.Replace(ServiceDescriptor.Singleton<TimeProvider>(new HurriedTime(50))));

        var answer = AssertProblemAsync(web, HttpStatusCode.GatewayTimeout, "10 s");
        using var connection = await silent.AcceptTcpClientAsync();
        await connection.GetStream()
            .WriteAsync("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"u8.ToArray());

        await answer;
    }

    [Fact]
    public async Task A_list_that_the_api_server_cuts_short_does_not_look_whole()
    {
        using var broken = new TcpListener(IPAddress.Loopback, 0);
        broken.Start();
        await using var web = await StartWebAsync(new($"http://{broken.LocalEndpoint}"));

        var answer = web.Client.GetAsync("/getAllBoughtItems?userId=u1");
        using (var connection = await broken.AcceptTcpClientAsync())
        {
            var part =
                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n10\r\n{\"userId\":\"u1\", \r\n";
            await connection.GetStream().WriteAsync(Encoding.ASCII.GetBytes(part));
        }

        await Assert.ThrowsAsync<HttpRequestException>(() => answer);
    }

    [Theory]
    [InlineData("Transfer-Encoding: chunked")]
    [InlineData("Content-Length: 100")]
    [InlineData("Content-Length: 0")]
    public async Task An_api_server_that_breaks_off_before_its_list_begins_is_a_502(string framing)
    {
        using var broken = new TcpListener(IPAddress.Loopback, 0);
        broken.Start();
        await using var web = await StartWebAsync(new($"http://{broken.LocalEndpoint}"));

        var answer = AssertProblemAsync(web, HttpStatusCode.BadGateway, "before its list began");
        using (var connection = await broken.AcceptTcpClientAsync())
        {
            _ = await connection.GetStream().ReadAtLeastAsync(new byte[1000], 10);
            await connection.GetStream()
                .WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n{framing}\r\n\r\n"));
        }

        await answer;
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

    [Fact]
    public async Task Two_consuming_processes_do_not_record_twice()
    {
        await using var one = await StartApiAsync();
        await using var other = await StartApiAsync();
        await using var web = await StartWebAsync(one.Url);
        for (var quantity = 1; quantity <= 50; quantity++) await web.BuyAsync("u1", "i1", quantity);

        Assert.Equal(50, (await other.RecordedAsync("u1", 50)).Count);
        Assert.Equal(50, (await one.PurchasesAsync("u1")).Count);
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
