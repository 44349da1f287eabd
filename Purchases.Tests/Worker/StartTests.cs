using System.Net;

namespace Purchases.Tests.Worker;

public sealed class StartTests
{
    private static readonly Uri NoHost = new("http://127.0.0.1:1");

    private static readonly (string Name, string Value)[] Web =
    [
        .. Settings.Functions("Buy", "GetAllBoughtItems", "Health"),
        ("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1"),
        ("KAFKA_TOPIC", "purchases.v1"),
        ("API_SERVER_URL", "http://127.0.0.1:1"),
    ];

    [Fact]
    public async Task With_its_settings_it_starts_serves_and_ends_when_the_host_says_so()
    {
        await using var worker = await RunningWorker.StartAsync();

        using var health = await worker.Client.GetAsync("/health");
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
        Assert.Equal("""{"status":"ok"}""", await health.Content.ReadAsStringAsync());

        Assert.Equal(0, await worker.StopAsync());
        Assert.Empty(worker.Process.Errors);
    }

    [Fact]
    public async Task Without_settings_it_ends_with_one_line_for_each()
    {
        using var worker = new WorkerProcess(NoHost, []);

        Assert.Equal(1, await worker.ExitAsync());
        Assert.Equal(
            ["error: KAFKA_BOOTSTRAP_SERVERS", "error: KAFKA_TOPIC", "error: KAFKA_GROUP_ID", "error: MONGO_URI"],
            worker.Errors.Select(line => line.Split(" is not set")[0]));
        Assert.Empty(worker.Output);
    }

    [Fact]
    public async Task The_web_role_starts_without_what_only_the_api_role_needs()
    {
        await using var worker = await RunningWorker.StartWithAsync(Web);

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(worker, "/health"));

        // Without a broker, which it asks for the topic.
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await StatusAsync(worker, "/health/ready"));
        Assert.Equal(HttpStatusCode.BadGateway, await StatusAsync(worker, "/getAllBoughtItems?userId=u1"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(worker, "/purchases?userId=u1"));
    }

    private static async Task<HttpStatusCode> StatusAsync(RunningWorker worker, string path)
    {
        using var answer = await worker.Client.GetAsync(path);
        return answer.StatusCode;
    }
}
