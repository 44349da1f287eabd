using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Purchases.Tests.Support;

namespace Purchases.Tests.Scenarios;

/// <summary>HEAD wherever GET is answered (RFC 9110, 9.3.2): the same status and headers, and no body.</summary>
public sealed class HeadTests : LocalScenario
{
    // Of this moment, or of a body that isn't sent.
    private static readonly string[] NotCompared = ["Date", "Transfer-Encoding", "Content-Length"];

    [Fact]
    public void Every_route_that_answers_GET_answers_HEAD()
    {
        var routes = _local.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).ToList();
        var gets = routes.Where(route => MethodsOf(route).Contains(HttpMethods.Get)).ToList();

        Assert.True(gets.Count > 10);
        Assert.All(gets, route => Assert.Contains(HttpMethods.Head, MethodsOf(route)));
    }

    [Theory]
    [InlineData("/health")]
    [InlineData("/health/ready")]
    [InlineData("/health/other")]
    [InlineData("/openapi.json")]
    [InlineData("/asyncapi.json")]
    [InlineData("/purchase-created.v1.schema.json")]
    [InlineData("/purchases")]
    [InlineData("/purchases?userId=u1")]
    [InlineData("/purchases?userId=u1&limit=1")]
    [InlineData("/purchases/none")]
    [InlineData("/getAllBoughtItems?userId=u1")]
    [InlineData("/rejected")]
    [InlineData("/rejected/purchases.v1/0/17")]
    [InlineData("/")]
    [InlineData("/dashboard.js")]
    [InlineData("/dashboard/state")]
    [InlineData("/docs")]
    [InlineData("/docs/index.html")]
    [InlineData("/buy")]
    [InlineData("/nope")]
    public async Task It_has_the_status_and_the_headers_of_the_GET_and_no_body(string path)
    {
        await _local.BuyAsync("u1", "i1", 1);
        await _local.BuyAsync("u1", "i1", 2);
        await _local.RecordedAsync("u1", 2);

        var (get, _) = await AskAsync("GET", path);
        var (head, body) = await AskAsync("HEAD", path);

        Assert.Equal(get, head);
        Assert.Empty(body);
    }

    private static IReadOnlyList<string> MethodsOf(Endpoint route) => route.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? [];

    // By hand: an HTTP client would pass over a body that it doesn't expect.
    private async Task<(IReadOnlyList<string> Head, string Body)> AskAsync(string method, string path)
    {
        using var client = await RawHttp.ConnectAsync(
            _local.Url, $"{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        var answer = (await client.AnswerAsync()).Split("\r\n\r\n", 2);
        return ([.. answer[0].Split("\r\n").Where(line => !NotCompared.Contains(line.Split(':')[0]))], answer[1]);
    }
}
