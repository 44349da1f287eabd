using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Purchases.Tests.Scenarios;

/// <summary>HEAD wherever GET is answered (RFC 9110, 9.3.2): the same status and headers, and no body.</summary>
public sealed class HeadTests(SharedLocal shared) : IClassFixture<SharedLocal>
{
    // Of this moment, or of a body that isn't sent.
    private static readonly string[] NotCompared = ["Date", "Transfer-Encoding", "Content-Length"];

    [Fact]
    public void Every_route_that_answers_GET_answers_HEAD()
    {
        var routes = shared.Local.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).ToList();
        var gets = routes.Where(route => MethodsOf(route).Contains(HttpMethods.Get)).ToList();

        Assert.True(gets.Count > 10);
        Assert.All(gets, route => Assert.Contains(HttpMethods.Head, MethodsOf(route)));
    }

    [Theory]
    [InlineData("/health")]
    [InlineData("/openapi.json")]
    [InlineData("/purchases")]
    [InlineData("/purchases?userId=u1")]
    [InlineData("/purchases?userId=u1&limit=1")]
    [InlineData("/purchases/none")]
    [InlineData("/getAllBoughtItems?userId=u1")]
    [InlineData("/rejected")]
    [InlineData("/")]
    [InlineData("/dashboard/state")]
    [InlineData("/docs/index.html")]
    [InlineData("/buy")]
    [InlineData("/nope")]
    public async Task HEAD_has_the_status_and_headers_of_GET_and_no_body_and_nothing_is_cached_or_sniffed(string path)
    {
        var (get, _) = await AskAsync("GET", path);
        var (head, body) = await AskAsync("HEAD", path);

        Assert.Equal(get, head);
        Assert.Empty(body);
        Assert.Contains(get, line => line.StartsWith("Cache-Control:", StringComparison.Ordinal) && line.Contains("no-store"));
        Assert.Contains("X-Content-Type-Options: nosniff", get);
    }

    private static IReadOnlyList<string> MethodsOf(Endpoint route) => route.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? [];

    // Byte by byte: an HTTP client would ignore a body that it doesn't expect.
    private async Task<(IReadOnlyList<string> Head, string Body)> AskAsync(string method, string path)
    {
        using var client = await RawHttp.ConnectAsync(
            shared.Local.Url, $"{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        var answer = (await client.AnswerAsync()).Split("\r\n\r\n", 2);
        return ([.. answer[0].Split("\r\n").Where(line => !NotCompared.Contains(line.Split(':')[0]))], answer[1]);
    }
}
