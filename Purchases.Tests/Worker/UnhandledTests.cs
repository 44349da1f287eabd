using System.Net;
using System.Text.Json.Nodes;
using MongoDB.Bson;
using Purchases.Tests.Contracts;
using Purchases.Tests.Mongo;
using Purchases.Tests.Telemetry;
using Purchases.Tests.Worker.Protocol;

namespace Purchases.Tests.Worker;

/// <summary>An unhandled exception in the worker: here the driver's, when the response to a query has no cursor.</summary>
public sealed class UnhandledTests : IClassFixture<UnhandledTests.StartedWorker>
{
    private readonly StartedWorker _shared;
    private readonly int _invocationsBefore;
    private readonly int _logsBefore;

    public UnhandledTests(StartedWorker shared)
    {
        _shared = shared;
        _shared.Mongo.Answers("find", _ => ScriptedMongo.Ok);
        (_invocationsBefore, _logsBefore) = (Worker.Invocations.Count, Worker.Logs.Count);
    }

    private RunningWorker Worker => _shared.Worker;

    [Theory]
    [InlineData("GET", "/purchases/e1", "GetPurchase")]
    [InlineData("GET", "/purchases?userId=u1", "GetPurchases")]
    [InlineData("POST", "/rejected/purchases.v1/0/1/replay", "ReplayRejectedEvent")]
    public async Task A_call_gets_a_problem_with_the_trace_id_of_the_log_line(string method, string path, string function)
    {
        using var call = new HttpRequestMessage(new(method), path);
        call.Headers.Add("traceparent", Some.TraceParent);
        using var answer = await Worker.Client.SendAsync(call);
        var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;

        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        HttpContract.AssertProblem(answer, problem);
        Assert.DoesNotContain("cursor", problem.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal("0af7651916cd43dd8448eb211c80319c", $"{problem["traceId"]}");
        Assert.True((await InvocationAsync()).Succeeded);
        await Eventually.TrueAsync(() => Errors().Any());
        var line = Assert.Single(Errors());
        Assert.StartsWith(
            $"Function {function} failed with an unhandled exception, trace id 0af7651916cd43dd8448eb211c80319c",
            line.Message, StringComparison.Ordinal);
        Assert.Contains("cursor", line.Exception.Message, StringComparison.Ordinal);
        await Eventually.TrueAsync(() => _shared.Collector.LogLines.Contains(line.Message));
    }

    [Fact]
    public async Task A_response_that_has_started_is_cut_off_and_the_invocation_fails()
    {
        // The first portion of the list is complete, so it is sent. There is no second one.
        _shared.Mongo.Answers("find", _ => ScriptedMongo.FoundFirst(cursor: 7, Enumerable.Range(0, 1000).Select(Document)));
        _shared.Mongo.Answers("getMore", _ => ScriptedMongo.Ok);

        using var answer = await Worker.Client.GetAsync("/purchases?userId=u1", HttpCompletionOption.ResponseHeadersRead);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        await Assert.ThrowsAsync<HttpRequestException>(() => answer.Content.ReadAsStringAsync());
        Assert.False((await InvocationAsync()).Succeeded);
    }

    [Fact]
    public async Task A_client_that_disconnects_during_a_query_leaves_no_error_in_the_log()
    {
        var before = _shared.Mongo.Received("find").Count;
        _shared.Mongo.Answers("find", _ => null);
        using var leave = new CancellationTokenSource();
        var calling = Worker.Client.GetAsync("/purchases/e1", leave.Token);
        await Eventually.TrueAsync(() => _shared.Mongo.Received("find").Count > before);

        await leave.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => calling);
        await InvocationAsync();
        Assert.Empty(Errors());
    }

    private async Task<Invocation> InvocationAsync()
    {
        await Eventually.TrueAsync(() => Worker.Invocations.Count > _invocationsBefore);
        return Assert.Single(Worker.Invocations.Skip(_invocationsBefore));
    }

    private IEnumerable<RpcLog> Errors() => Worker.Logs.Skip(_logsBefore).Where(line => line.Level >= RpcLog.Types.Level.Error);

    private static BsonDocument Document(int number) => new()
    {
        { "_id", $"e{number}" },
        { "timestamp", "2026-01-15T10:34:14.300477+00:00" },
        { "userId", "u1" },
        { "itemId", "i1" },
        { "quantity", 1 },
    };

    /// <summary>One worker for all tests of this class, with a store that does what a test says, and a collector.</summary>
    public sealed class StartedWorker : IAsyncLifetime
    {
        internal ScriptedMongo Mongo { get; } = new();

        internal Collector Collector { get; private set; } = null!;

        internal RunningWorker Worker { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Collector = await Collector.StartAsync();
            Worker = await RunningWorker.StartAsync([("MONGO_URI", Mongo.Uri), .. Collector.PromptSettings]);
            await Worker.ReachStoreAsync(Mongo);
        }

        public async ValueTask DisposeAsync()
        {
            await Worker.DisposeAsync();
            await Collector.DisposeAsync();
            await Mongo.DisposeAsync();
        }
    }
}
