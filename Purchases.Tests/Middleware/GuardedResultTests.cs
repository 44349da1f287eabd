using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Purchases.Core.Http;
using Purchases.Functions.Middleware;
using Purchases.Tests.Worker;

namespace Purchases.Tests.Middleware;

/// <summary>On the real web server: what it was given and what it has sent are two things.</summary>
public sealed class GuardedResultTests
{
    [Fact]
    public async Task An_answer_that_does_not_fail_stays_as_it_is()
    {
        await using var server = await ServeAsync(new Answer(Sent: "{\"first\":1,", Written: "\"then\":2}"));
        using var client = new HttpClient();

        using var answer = await client.GetAsync(server.Url);

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal("""{"first":1,"then":2}""", await answer.Content.ReadAsStringAsync());
        Assert.Equal("a", Assert.Single(answer.Headers.GetValues("Link")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"purchases\":[")]
    public async Task One_that_fails_before_anything_was_sent_leaves_nothing_behind(string written)
    {
        await using var server = await ServeAsync(new Answer(Sent: "", written, Fails: true));
        using var client = new HttpClient();

        using var answer = await client.GetAsync(server.Url);

        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("It broke.", (await answer.Content.ReadFromJsonAsync<JsonObject>())!["detail"]!.GetValue<string>());
        Assert.False(answer.Headers.Contains("Link"));
    }

    [Fact]
    public async Task One_that_fails_after_that_is_cut_off()
    {
        await using var server = await ServeAsync(new Answer(Sent: "{\"first\":1,", Written: "\"th", Fails: true));
        using var client = new HttpClient();

        using var answer = await client.GetAsync(server.Url, HttpCompletionOption.ResponseHeadersRead);

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        await Assert.ThrowsAsync<HttpRequestException>(() => answer.Content.ReadAsStringAsync());
    }

    private static Task<Server> ServeAsync(Answer answer) =>
        Server.StartHttpAsync(new GuardedResult(answer, e => Problem.Of(StatusCodes.Status500InternalServerError, e.Message)).ExecuteAsync);

    private sealed record Answer(string Sent, string Written, bool Fails = false) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = StatusCodes.Status202Accepted;
            httpContext.Response.Headers.Link = "a";
            if (Sent.Length > 0) await httpContext.Response.BodyWriter.WriteAsync(Encoding.UTF8.GetBytes(Sent));
            var unsent = httpContext.Response.BodyWriter.GetMemory(Written.Length);
            httpContext.Response.BodyWriter.Advance(Encoding.UTF8.GetBytes(Written, unsent.Span));
            if (Fails) throw new InvalidOperationException("It broke.");
        }
    }
}
