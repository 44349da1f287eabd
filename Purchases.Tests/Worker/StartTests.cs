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
    public async Task The_web_role_starts_without_the_api_roles_settings_and_ends_when_the_host_asks_for_it()
    {
        await using var worker = await RunningWorker.StartWithAsync(Web);

        Assert.Equal(HttpStatusCode.OK, await StatusAsync("/health"));

        // It asks for the topic, and there is no broker.
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await StatusAsync("/health/ready"));
        Assert.Equal(HttpStatusCode.BadGateway, await StatusAsync("/getAllBoughtItems?userId=u1"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync("/purchases?userId=u1"));
        Assert.Equal(0, await worker.StopAsync());

        async Task<HttpStatusCode> StatusAsync(string path)
        {
            using var answer = await worker.Client.GetAsync(path);
            return answer.StatusCode;
        }
    }
}
