using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Purchases.Tests.Scenarios;

/// <summary>No log line at any level contains a key, a body or a password.</summary>
public sealed class LogSecrecyTests : FolderTests
{
    [Fact]
    public async Task No_secret_is_logged_at_the_most_verbose_level()
    {
        using var local = await LocalProcess.StartAsync(
            _folder,
            ("FUNCTIONS_KEY", "secret-key"),
            ("API_SERVER_URL", "http://127.0.0.1:1"),
            ("API_SERVER_KEY", "secret-api-key"),
            ("MONGO_URI", "mongodb://user:secret-password@nowhere"),
            ("AzureFunctionsJobHost__logging__logLevel__default", "Trace"),
            ("AzureFunctionsJobHost__logging__logLevel__Microsoft.AspNetCore", "Trace"));

        var buy = """{"userId":"secret-user","itemId":"secret-item","quantity":1}""";
        Assert.Equal(HttpStatusCode.Accepted, await PostAsync(local, "/buy?code=secret-key", buy));
        Assert.Equal(HttpStatusCode.UnprocessableEntity,
            await PostAsync(local, "/buy?code=secret-key", """{"userId":"secret-user","itemId":["secret-item"]}"""));
        Assert.Equal(HttpStatusCode.BadRequest,
            await PostAsync(local, "/buy?code=secret-key", """{"userId":"secret-user" "secret-item"}"""));
        Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync(local, "/buy?code=secret-guess", buy));
        Assert.Equal(HttpStatusCode.BadGateway,
            (await local.Client.GetAsync("/getAllBoughtItems?userId=secret-user&code=secret-key")).StatusCode);
        await SendAsync(local, "GET /purchases?code=secret-key\x01 HTTP/1.1\r\nHost: x\r\n\r\n");
        await SendAsync(local, "POST /buy?code=secret-key HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nsecret-item\r\n");

        local.Client.DefaultRequestHeaders.Add("x-functions-key", "secret-key");
        await Eventually.GetAsync(() => local.Client.GetStringAsync("/purchases?userId=secret-user"),
            list => list.Contains("secret-item", StringComparison.Ordinal));
        local.Signal("TERM");
        await local.ExitAsync();

        Assert.Contains(local.Output, line => line.Contains("dbug", StringComparison.Ordinal) ||
            line.Contains("trce", StringComparison.Ordinal));
        Assert.DoesNotContain(local.Output.Concat(local.Errors), line => line.Contains("secret", StringComparison.Ordinal));
    }

    private static async Task<HttpStatusCode> PostAsync(LocalProcess local, string path, string body)
    {
        using var response = await local.Client.PostAsync(path, new StringContent(body, Encoding.UTF8, "application/json"));
        return response.StatusCode;
    }

    // Bytes that no HTTP library would send.
    private static async Task SendAsync(LocalProcess local, string bytes)
    {
        using var client = await RawHttp.ConnectAsync(local.Client.BaseAddress!, bytes);
        var answer = client.AnswerAsync();
        client.Client.Shutdown(SocketShutdown.Send);
        await answer;
    }
}
