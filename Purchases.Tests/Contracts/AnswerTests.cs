using System.Net;
using System.Net.Sockets;
using System.Text;
using Purchases.Local.Embedded;
using Purchases.Tests.Scenarios;

namespace Purchases.Tests.Contracts;

/// <summary>Every answer of a running Local is one that the description has, and every one that it has is given.</summary>
public sealed class AnswerTests : IDisposable
{
    private const string BadEvent = """{"eventId":"e1","timestamp":"2026-01-15T10:34:14Z","userId":"u1","itemId":"i1","qty":2}""";
    private const string GoodEvent = """{"eventId":"e/1","timestamp":"2026-01-15T10:34:14Z","userId":"u1","itemId":"i1","quantity":2}""";

    /// <summary>Answers that this test can't provoke, and why.</summary>
    private static readonly Dictionary<string, string> NotProvoked = new(StringComparer.Ordinal)
    {
        ["POST /buy 500"] = "nothing that it uses can be made to fail with an unhandled exception",
        ["GET /health 500"] = "as above",
        ["GET /openapi.json 500"] = "as above",
        ["GET /asyncapi.json 500"] = "as above",
        ["GET /purchase-created.v1.schema.json 500"] = "as above",
        ["POST /buy 408"] = "PressureTests sends a body too slowly",
        ["POST /rejected/{topic}/{partition}/{offset}/replay 408"] = "as above",
        ["POST /rejected/{topic}/{partition}/{offset}/dismiss 408"] = "as above",
    };

    private readonly TestFolder _folder = new();
    private readonly AnswerLog _answers = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_described_status_is_given_and_every_given_one_is_described()
    {
        await using (var local = await StartAsync())
        {
            foreach (var @case in HttpCase.All) (await _answers.AddAsync(await @case.SendAsync(local.Client))).Dispose();
            await TryWrongMethodsAsync(local);
            await ReadRecordedAsync(local);
            await RejectAndReplayAsync(local);
            await BreakStoreAsync(local);
            await FillLogAsync(local);
        }

        await TryWithoutKeyAsync();
        await TryFromOtherSiteAsync();
        await BreakApiServerAsync();

        Assert.Empty(_answers.Faults);
        var described = DescribedApi.Operations.SelectMany(operation => operation.Statuses.Select(status => $"{operation} {status}"));
        Assert.Equal(described.Except(NotProvoked.Keys).Order(StringComparer.Ordinal), _answers.Seen.Order(StringComparer.Ordinal));
    }

    private async Task TryWrongMethodsAsync(RunningLocal local)
    {
        foreach (var operation in DescribedApi.Operations) await AskAsync(local, HttpMethod.Delete, Concrete(operation));
    }

    private async Task ReadRecordedAsync(RunningLocal local)
    {
        for (var quantity = 1; quantity <= 3; quantity++) await local.BuyAsync("reader 客", "i1", quantity);
        var newest = (await local.RecordedAsync("reader 客", 3))[0]!["eventId"]!.GetValue<string>();

        await AskAsync(local, HttpMethod.Get, $"/purchases/{newest}");
        await AskAsync(local, HttpMethod.Get, "/purchases/nothing?wait=0");
        foreach (var path in new[] { "/purchases", "/getAllBoughtItems" })
        {
            await AskAsync(local, HttpMethod.Get, $"{path}?userId=reader%20%E5%AE%A2");
            await AskAsync(local, HttpMethod.Get, $"{path}?userId=reader%20%E5%AE%A2&limit=2");
        }
    }

    private async Task RejectAndReplayAsync(RunningLocal local)
    {
        var before = (await RejectedTests.ListAsync(local, "?limit=1000")).Rejected.Count;
        var offsets = new List<long>();
        foreach (var value in new byte[]?[] { Encoding.UTF8.GetBytes(BadEvent), "hello"u8.ToArray(), [0xFF, 0xFE], null })
            offsets.Add(await local.Log.AppendAsync(new("u1"u8.ToArray(), value, [])));
        await Eventually.GetAsync(
            () => RejectedTests.ListAsync(local, "?limit=1000"), page => page.Rejected.Count == before + offsets.Count);

        await AskAsync(local, HttpMethod.Get, "/rejected?limit=0");
        await AskAsync(local, HttpMethod.Get, "/rejected?limit=1");
        await AskAsync(local, HttpMethod.Get, "/rejected/purchases.v1/0/999999");
        foreach (var offset in offsets) await AskAsync(local, HttpMethod.Get, $"/rejected/purchases.v1/0/{offset}");

        var replay = $"/rejected/purchases.v1/0/{offsets[0]}/replay";
        await AskAsync(local, HttpMethod.Post, "/rejected/purchases.v1/0/999999/replay");
        await AskAsync(local, HttpMethod.Post, replay);
        await AskAsync(local, HttpMethod.Post, replay, "{bad");
        await AskAsync(local, HttpMethod.Post, replay, BadEvent);
        await AskAsync(local, HttpMethod.Post, replay, new string('x', 70_000));
        await AskAsync(local, HttpMethod.Post, replay, GoodEvent);
        await Eventually.GetAsync(
            () => RejectedTests.ListAsync(local, "?limit=1000"), page => page.Rejected.Count < before + offsets.Count);
        await AskAsync(local, HttpMethod.Post, replay, GoodEvent);
        await AskAsync(local, HttpMethod.Get, $"/rejected/purchases.v1/0/{offsets[0]}");
        await AskAsync(local, HttpMethod.Get, "/purchases/e%2F1");

        var dismiss = $"/rejected/purchases.v1/0/{offsets[1]}/dismiss";
        await AskAsync(local, HttpMethod.Post, "/rejected/purchases.v1/0/999999/dismiss");
        await AskAsync(local, HttpMethod.Post, dismiss, "{bad");
        await AskAsync(local, HttpMethod.Post, dismiss, """{"note":7}""");
        await AskAsync(local, HttpMethod.Post, dismiss, new string('x', 20_000));
        await AskAsync(local, HttpMethod.Post, dismiss, """{"note":"a test"}""");
        await AskAsync(local, HttpMethod.Post, dismiss);
        await AskAsync(local, HttpMethod.Get, $"/rejected/purchases.v1/0/{offsets[1]}");
        foreach (var state in new[] { "waiting", "replayed", "dismissed" })
            await AskAsync(local, HttpMethod.Get, $"/rejected?state={state}");

        await AskAsync(local, HttpMethod.Post, "/rejected/replay?limit=0");
        await AskAsync(local, HttpMethod.Post, "/rejected/replay?limit=1");
    }

    private async Task BreakStoreAsync(RunningLocal local)
    {
        var store = local.Store;
        foreach (
            var failure in new Exception[] { new UnavailableException("the store is down"), new InvalidOperationException("a bug") })
        {
            store.FailsWith = failure;
            foreach (var operation in DescribedApi.Operations.Where(operation => operation.Path != "/buy"))
                await AskAsync(local, new(operation.Method), Concrete(operation));
        }

        store.FailsWith = null;
    }

    private async Task FillLogAsync(RunningLocal local)
    {
        using var other = _folder.Lock(DataFiles.Log);
        var waiting = new List<Task<long>>();
        while (!waiting.Exists(append => append.IsFaulted)) waiting.Add(local.Log.AppendAsync(new(null, "hello"u8.ToArray(), [])));

        await AskAsync(local, HttpMethod.Post, "/buy", """{"userId":"u1","itemId":"i1","quantity":1}""");
        other.Execute("ROLLBACK");
        await Eventually.TrueAsync(() => waiting.TrueForAll(append => append.IsCompleted));
    }

    private async Task TryWithoutKeyAsync()
    {
        await using var local = await StartAsync(("FUNCTIONS_KEY", "the-key"));
        foreach (var operation in DescribedApi.Operations)
        {
            var status = await AskAsync(local, new(operation.Method), Concrete(operation));
            Assert.Equal(operation.Anonymous, status != HttpStatusCode.Unauthorized);
        }
    }

    private async Task TryFromOtherSiteAsync()
    {
        await using var local = await StartAsync();
        foreach (var operation in DescribedApi.Operations)
        {
            using var request = new HttpRequestMessage(
                new(operation.Method), Concrete(operation))
            { Headers = { { "Origin", "https://example.com" } } };
            using var answer = await _answers.AddAsync(await local.Client.SendAsync(request));
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        }
    }

    private async Task BreakApiServerAsync()
    {
        await using (var web = await StartAsync(("API_SERVER_URL", "http://127.0.0.1:1")))
            await AskAsync(web, HttpMethod.Get, "/getAllBoughtItems?userId=u1");

        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        await using var waiting = await StartAsync(new HurriedTime(50), ("API_SERVER_URL", $"http://{silent.LocalEndpoint}"));
        await AskAsync(waiting, HttpMethod.Get, "/getAllBoughtItems?userId=u1");
    }

    private Task<RunningLocal> StartAsync(params (string, string?)[] settings) => StartAsync(TimeProvider.System, settings);

    private Task<RunningLocal> StartAsync(TimeProvider time, params (string, string?)[] settings) =>
        RunningLocal.StartFailingAsync(_folder, time, settings: settings);

    private async Task<HttpStatusCode> AskAsync(RunningLocal local, HttpMethod method, string path, string? body = null)
    {
        using var request = new HttpRequestMessage(
            method, path)
        { Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json") };
        using var answer = await _answers.AddAsync(await local.Client.SendAsync(request));
        return answer.StatusCode;
    }

    private static string Concrete(DescribedOperation operation) => operation.Path
        .Replace("{eventId}", "e1", StringComparison.Ordinal)
        .Replace("{topic}/{partition}/{offset}", "purchases.v1/0/0", StringComparison.Ordinal)
        + (operation.Path is "/purchases" or "/getAllBoughtItems" ? "?userId=u1" : "");
}

/// <summary>The answers of a test, each compared with the description.</summary>
internal sealed class AnswerLog
{
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly List<string> _faults = [];

    /// <summary>
    /// Operations with their statuses: <c>GET /purchases 200</c>. A 405 counts for every operation of the path.
    /// </summary>
    public IReadOnlyCollection<string> Seen => _seen;

    public IReadOnlyList<string> Faults => _faults;

    public async Task<HttpResponseMessage> AddAsync(HttpResponseMessage answer)
    {
        var (method, path) = (answer.RequestMessage!.Method, answer.RequestMessage.RequestUri!.AbsolutePath);
        List<DescribedOperation> operations = DescribedApi.Find(method, path) is { } operation
            ? [operation]
            : [.. DescribedApi.OfPath(path)];

        // A path that isn't described doesn't exist.
        if (operations.Count == 0 && answer.StatusCode != HttpStatusCode.NotFound)
            _faults.Add($"{method} {path} isn't described, but answers {(int)answer.StatusCode}");
        foreach (var one in operations)
        {
            _seen.Add($"{one} {(int)answer.StatusCode}");
            foreach (var fault in await DescribedApi.FaultsAsync(one, answer))
                _faults.Add($"{method} {path} {(int)answer.StatusCode}: {fault}");
        }

        return answer;
    }
}
