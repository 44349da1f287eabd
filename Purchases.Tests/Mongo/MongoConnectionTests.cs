using System.Net;
using System.Net.Sockets;
using MongoDB.Bson;
using MongoDB.Driver;
using Purchases.Functions.Mongo;

namespace Purchases.Tests.Mongo;

/// <summary>How long a call lasts while MongoDB or its DNS server doesn't answer.</summary>
public sealed class MongoConnectionTests : IAsyncDisposable
{
    private static readonly MongoSettings AnySettings = MongoSettings.Read(Settings.Of(("MONGO_URI", "mongodb://127.0.0.1:1")));

    private readonly ScriptedMongo _mongo = new();
    private readonly Microsoft.Extensions.Time.Testing.FakeTimeProvider _time = Some.Clock();

    public ValueTask DisposeAsync() => _mongo.DisposeAsync();

    // As for a mongodb+srv address whose DNS server doesn't answer.
    [Fact]
    public async Task Calls_wait_for_one_client_for_three_seconds_and_use_it_once_it_is_there()
    {
        using var dns = new ManualResetEventSlim();
        var created = 0;
        using var connection = new MongoConnection(AnySettings, _time, () =>
        {
            Interlocked.Increment(ref created);
            dns.Wait();
            return new(AnySettings.ToClientSettings());
        });

        var calls = Enumerable.Range(0, 20).Select(_ => PingAsync(connection)).ToList();
        await Eventually.TrueAsync(() => created == 1);
        _time.Advance(MongoConnection.ClientTimeout - TimeSpan.FromMilliseconds(1));
        Assert.DoesNotContain(calls, call => call.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(1));

        foreach (var call in calls) await UnavailableAsync(() => call, "MONGO_URI");
        dns.Set();
        Assert.NotNull(await connection.DatabaseAsync(CancellationToken.None));
        Assert.Equal(1, created);
    }

    [Fact]
    public async Task A_client_that_could_not_be_created_is_created_by_the_next_call()
    {
        var attempts = 0;
        using var connection = new MongoConnection(
            AnySettings,
            _time,
            () => ++attempts == 1 ? throw new TimeoutException("DNS") : new(AnySettings.ToClientSettings()));

        await UnavailableAsync(() => PingAsync(connection), "MONGO_URI");

        Assert.NotNull(await connection.DatabaseAsync(CancellationToken.None));
    }

    [Theory]
    [InlineData("find", 5)]
    [InlineData("insert", 10)]
    [InlineData("ping", 2)]
    public async Task A_command_without_an_answer_ends_in_time(string command, int seconds)
    {
        _mongo.Answers(command, _ => null);
        var connection = _mongo.Connect(time: _time);
        var store = MongoPurchaseStoreTests.Open(connection);
        Task call = command switch
        {
            "find" => store.FindAsync("e1", CancellationToken.None),
            "insert" => store.WriteAsync([Some.Purchase], CancellationToken.None),
            _ => connection.PingAsync(CancellationToken.None),
        };

        await Eventually.TrueAsync(() => _mongo.Received(command).Count == 1);
        _time.Advance(TimeSpan.FromMilliseconds((seconds * 1000) - 1));
        Assert.False(call.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(1));

        await UnavailableAsync(() => call, $"MongoDB did not answer within {seconds} s.");
        Assert.Single(_mongo.Received(command));
    }

    [Fact]
    public async Task A_list_without_an_answer_in_the_middle_ends_in_time()
    {
        _mongo.Answers("find", _ => ScriptedMongo.FoundFirst(cursor: 7, PurchaseDocument.Of(Some.Purchase)));
        _mongo.Answers("getMore", _ => null);
        var list = MongoPurchaseStoreTests.Open(_mongo.Connect(time: _time)).ListAsync("u1", null, null, CancellationToken.None);
        await using var purchases = list.GetAsyncEnumerator();
        Assert.True(await purchases.MoveNextAsync());

        var next = purchases.MoveNextAsync().AsTask();
        await Eventually.TrueAsync(() => _mongo.Received("getMore").Count == 1);
        _mongo.Answers("find", _ => null);
        _time.Advance(TimeSpan.FromSeconds(5));
        await Eventually.TrueAsync(() => _mongo.Received("find").Count == 2);
        _time.Advance(TimeSpan.FromSeconds(5));

        await UnavailableAsync(() => next, "MongoDB did not answer within 5 s.");
    }

    [Fact]
    public async Task A_call_to_a_server_that_accepts_connections_and_answers_nothing_ends_in_time()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var settings = MongoSettings.Read(Settings.Of(("MONGO_URI", $"mongodb://{silent.LocalEndpoint}/?serverSelectionTimeoutMS=600000")));
        using var connection = new MongoConnection(settings, _time);
        await connection.DatabaseAsync(CancellationToken.None);

        var call = MongoPurchaseStoreTests.Open(connection).FindAsync("e1", CancellationToken.None);
        using var accepted = await silent.AcceptTcpClientAsync().WaitAsync(Eventually.Deadline);
        _time.Advance(TimeSpan.FromSeconds(5));

        await UnavailableAsync(() => call, "MongoDB did not answer within 5 s.");
    }

    private static Task<BsonDocument> PingAsync(MongoConnection connection) => connection.CallAsync(
        TimeSpan.FromSeconds(10),
        (database, token) => database.RunCommandAsync<BsonDocument>(new BsonDocument("ping", 1), cancellationToken: token),
        CancellationToken.None);

    private static async Task UnavailableAsync(Func<Task> call, string message)
    {
        var failure = await Assert.ThrowsAsync<UnavailableException>(() => call().WaitAsync(Eventually.Deadline));
        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
    }
}
