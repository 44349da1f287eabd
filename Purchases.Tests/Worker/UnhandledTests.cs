using System.Net;
using System.Text.Json.Nodes;
using MongoDB.Bson;
using Purchases.Tests.Contracts;
using Purchases.Tests.Mongo;
using Purchases.Tests.Support;
using Purchases.Tests.Worker.Protocol;

namespace Purchases.Tests.Worker;

/// <summary>What becomes of an unhandled exception: here the driver's, when the answer to a query has no cursor.</summary>
public sealed class UnhandledTests : IAsyncLifetime
{
    private readonly ScriptedMongo _mongo = new();
    private RunningWorker _worker = null!;
    private int _invocationsBefore;

    public async ValueTask InitializeAsync()
    {
        _worker = await RunningWorker.StartAsync(("MONGO_URI", _mongo.Uri));
        _invocationsBefore = await _worker.ReachStoreAsync(_mongo);
        _mongo.Answers("find", _ => ScriptedMongo.Ok);
    }

    public async ValueTask DisposeAsync()
    {
        await _worker.DisposeAsync();
        await _mongo.DisposeAsync();
    }

    [Theory]
    [InlineData("GET", "/purchases/e1", "GetPurchase")]
    [InlineData("POST", "/rejected/purchases.v1/0/1/replay", "ReplayRejectedEvent")]
    public async Task In_a_function_it_is_a_problem_whose_trace_id_the_log_line_has(string method, string path, string function) =>
        await FailsAsync(new(method), path, function);

    [Theory]
    [InlineData("/purchases?userId=u1")]
    [InlineData("/purchases?userId=u1&limit=1")]
    public async Task So_it_is_while_the_answer_is_written_as_long_as_nothing_was_sent(string path) =>
        await FailsAsync(HttpMethod.Get, path, "GetPurchases");

    [Fact]
    public async Task The_trace_id_is_the_callers_where_the_call_has_one()
    {
        using var call = new HttpRequestMessage(HttpMethod.Get, "/purchases/e1");
        call.Headers.Add("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");

        using var answer = await _worker.Client.SendAsync(call);

        var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        Assert.Equal("0af7651916cd43dd8448eb211c80319c", $"{problem["traceId"]}");
        Assert.Contains("0af7651916cd43dd8448eb211c80319c", Assert.Single(Errors()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_that_the_answer_is_cut_off_and_the_invocation_fails()
    {
        // The first portion of the list is whole, so it is sent; there is no second one.
        _mongo.Answers("find", _ => ScriptedMongo.FoundFirst(cursor: 7, Enumerable.Range(0, 1000).Select(Document)));
        _mongo.Answers("getMore", _ => ScriptedMongo.Ok);

        using var answer = await _worker.Client.GetAsync("/purchases?userId=u1", HttpCompletionOption.ResponseHeadersRead);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        await Assert.ThrowsAsync<HttpRequestException>(() => answer.Content.ReadAsStringAsync());
        Assert.False((await InvocationAsync()).Succeeded);
    }

    [Fact]
    public async Task Of_a_client_that_leaves_while_the_store_is_asked_the_log_says_nothing()
    {
        var before = _mongo.Received("find").Count;
        _mongo.Answers("find", _ => null);
        using var leave = new CancellationTokenSource();
        var calling = _worker.Client.GetAsync("/purchases/e1", leave.Token);
        await Eventually.TrueAsync(() => _mongo.Received("find").Count > before);

        await leave.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => calling);
        await InvocationAsync();
        Assert.Empty(Errors());
    }

    [Fact]
    public async Task Of_a_body_that_does_not_come_the_log_says_nothing()
    {
        using var caller = await RawHttp.ConnectAsync(
            _worker.Client.BaseAddress!, "POST /buy HTTP/1.1\r\nHost: host\r\nContent-Length: 100\r\n\r\n{");

        await InvocationAsync();

        Assert.Empty(Errors());
    }

    private async Task FailsAsync(HttpMethod method, string path, string function)
    {
        using var call = new HttpRequestMessage(method, path);
        using var answer = await _worker.Client.SendAsync(call);
        var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;

        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        HttpContract.AssertProblem(answer, problem);
        Assert.DoesNotContain("cursor", problem.ToJsonString(), StringComparison.Ordinal);
        var line = Assert.Single(Errors());
        Assert.Contains(function, line.Message, StringComparison.Ordinal);
        Assert.Contains(problem["traceId"]!.GetValue<string>(), line.Message, StringComparison.Ordinal);
        Assert.Contains("cursor", line.Exception.Message, StringComparison.Ordinal);
        Assert.True((await InvocationAsync()).Succeeded);
    }

    private async Task<Invocation> InvocationAsync()
    {
        await Eventually.TrueAsync(() => _worker.Invocations.Count > _invocationsBefore);
        return Assert.Single(_worker.Invocations.Skip(_invocationsBefore));
    }

    private IEnumerable<RpcLog> Errors() => _worker.Logs.Where(line => line.Level >= RpcLog.Types.Level.Error);

    private static BsonDocument Document(int number) => new()
    {
        { "_id", $"e{number}" },
        { "timestamp", "2026-01-15T10:34:14.300477+00:00" },
        { "userId", "u1" },
        { "itemId", "i1" },
        { "quantity", 1 },
    };
}
