using System.Net;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Purchases.Core.Http;

namespace Purchases.Tests.Core.Http;

public sealed class ApiServerTests
{
    private const string List = """{"userId":"u1","purchases":[],"next":null}""";

    private readonly FakeTimeProvider _time = Some.Clock();

    [Fact]
    public async Task The_api_servers_list_is_passed_on_unchanged()
    {
        var answer = await AnswerAsync(new StubServer(_ => Json(List)));

        Assert.Equal(200, answer.Status);
        Assert.Equal("application/json; charset=utf-8", answer.ContentType);
        Assert.Equal(List, answer.Body);
        Assert.False(answer.Headers.ContainsKey("Link"));
        Assert.False(answer.Aborted);
    }

    [Fact]
    public async Task It_asks_for_the_same_query_below_the_servers_path()
    {
        var server = new StubServer(_ => Json(List));
        var cursor = PageCursor.After(Some.Purchase);
        await AnswerAsync(server, query: new("客户 & 7", 10, cursor));

        Assert.Equal(HttpMethod.Get, server.Request!.Method);
        Assert.Equal($"http://api.test/base/purchases?userId=%E5%AE%A2%E6%88%B7%20%26%207&limit=10&cursor={cursor}",
            server.Request.RequestUri!.AbsoluteUri);
    }

    [Theory]
    [InlineData(HttpStatusCode.NoContent)]
    [InlineData(HttpStatusCode.Unauthorized)]
    [InlineData(HttpStatusCode.NotFound)]
    public async Task Any_answer_but_200_is_502_and_named_and_gives_its_connection_back(HttpStatusCode status)
    {
        var body = new MemoryStream();
        var answer = await AnswerAsync(new StubServer(_ => new(status) { Content = new StreamContent(body) }), key: "s3cret");

        Assert.Equal(502, answer.Status);
        Assert.False(body.CanRead);
        Assert.Equal($"The api server answered {(int)status} instead of 200.", answer.Detail);
        Assert.DoesNotContain("s3cret", answer.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("</v2/purchases?userId=u1&cursor=a>; rel=\"next\"", "</getAllBoughtItems?userId=u1&cursor=a>; rel=\"next\"")]
    [InlineData("<?userId=u1&cursor=a>; rel=\"next\"", "</getAllBoughtItems?userId=u1&cursor=a>; rel=\"next\"")]
    [InlineData("</style.css>; rel=\"preload\"", "")]
    [InlineData("<?cursor=a\u0001>; rel=\"next\"", "")]
    [InlineData("<?cursor=<a>>; rel=\"next\"", "")]
    public async Task A_link_to_the_next_page_is_rewritten_to_this_call(string link, string own)
    {
        var answer = await AnswerAsync(new StubServer(_ =>
        {
            var response = Json(List);
            Assert.True(response.Headers.TryAddWithoutValidation("Link", link));
            return response;
        }));

        Assert.Equal((200, List), (answer.Status, answer.Body));
        Assert.Equal(own, answer.Headers.Link.ToString());
    }

    [Theory]
    [InlineData("text/html")]
    [InlineData("application/problem+json")]
    [InlineData(null)]
    public async Task A_200_that_is_not_json_is_502(string? contentType)
    {
        var server = new StubServer(_ =>
        {
            var response = Json("<html>");
            response.Content.Headers.ContentType = contentType is null ? null : new(contentType);
            return response;
        });
        var answer = await AnswerAsync(server);

        Assert.Equal(502, answer.Status);
        Assert.Contains(contentType ?? "no content type", answer.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_that_ends_early_is_aborted()
    {
        var body = new ServerBody();
        var answering = AnswerAsync(new StubServer(_ => Streamed(body)));
        body.Send(List[..10]);
        body.Break();

        Assert.True((await InTime(answering)).Aborted);
    }

    // A timer that outlives its call would cancel a disposed token source, which ends the process.
    [Fact]
    public async Task No_timer_runs_after_the_call()
    {
        Assert.Equal(200, (await AnswerAsync(new StubServer(_ => Json(List)))).Status);

        _time.Advance(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task A_list_that_stalls_for_10_seconds_is_aborted()
    {
        var body = new ServerBody();
        var answering = AnswerAsync(new StubServer(_ => Streamed(body)));
        await body.Asked;
        body.Send(List[..10]);
        await body.Asked;
        _time.Advance(TimeSpan.FromSeconds(9.999));
        Assert.False(answering.IsCompleted);

        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True((await InTime(answering)).Aborted);
    }

    [Fact]
    public async Task A_list_may_take_longer_than_10_seconds_while_data_arrives()
    {
        var body = new ServerBody();
        var answering = AnswerAsync(new StubServer(_ => Streamed(body)));
        await body.Asked;
        foreach (var letter in List)
        {
            body.Send($"{letter}");
            await Task.WhenAny(body.Asked, answering);
            _time.Advance(TimeSpan.FromSeconds(9));
        }

        body.End();
        var answer = await InTime(answering);

        Assert.False(answer.Aborted);
        Assert.Equal(List, answer.Body);
    }

    [Fact]
    public async Task A_slow_client_is_not_timed()
    {
        var client = new SlowStream();
        var call = new Call(answerTo: client);
        var answering = Server(new StubServer(_ => Json(List))).List(new("u1", null, null)).ExecuteAsync(call.Context);
        await client.FirstWrite;
        _time.Advance(TimeSpan.FromMinutes(10));
        client.GoOn();
        await answering.WaitAsync(Eventually.Deadline);

        Assert.False(call.Aborted);
        Assert.Equal(List, Encoding.UTF8.GetString(client.ToArray()));
    }

    [Fact]
    public async Task A_client_that_leaves_ends_the_call_to_the_api_server()
    {
        var server = new StubServer(never: true);
        var call = new Call();
        var answering = Server(server).List(new("u1", null, null)).ExecuteAsync(call.Context);
        await server.Asked;
        call.ClientLeaves();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answering.WaitAsync(Eventually.Deadline));
    }

    private static Task<Call> InTime(Task<Call> answering) => answering.WaitAsync(Eventually.Deadline);

    private static HttpResponseMessage Json(string body, HttpStatusCode status = HttpStatusCode.OK) =>
        new(status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };

    private static HttpResponseMessage Streamed(ServerBody body)
    {
        var content = new StreamContent(body);
        content.Headers.ContentType = new("application/json");
        return new(HttpStatusCode.OK) { Content = content };
    }

    private async Task<Call> AnswerAsync(StubServer server, string? key = null, ListQuery? query = null)
    {
        var call = new Call();
        call.Request.Path = "/getAllBoughtItems";
        await Server(server, key).List(query ?? new("u1", null, null)).ExecuteAsync(call.Context);
        return call;
    }

    private ApiServer Server(StubServer server, string? key = null) =>
        new(new HttpClient(server) { BaseAddress = new("http://api.test/base/"), Timeout = Timeout.InfiniteTimeSpan }, key, _time);

    /// <summary>Answers at once, or never.</summary>
    private sealed class StubServer(Func<HttpRequestMessage, HttpResponseMessage>? answer = null, bool never = false) : HttpMessageHandler
    {
        private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Asked => _asked.Task;

        public HttpRequestMessage? Request { get; private set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Request = request;
            _asked.SetResult();
            if (never) await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            return answer!(request);
        }
    }
}
