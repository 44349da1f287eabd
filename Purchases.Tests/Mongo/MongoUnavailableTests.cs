using Microsoft.Extensions.Logging.Abstractions;
using Purchases.Functions.Mongo;

namespace Purchases.Tests.Mongo;

/// <summary>What callers get when MongoDB can't execute a command.</summary>
public sealed class MongoUnavailableTests
{
    [Theory]
    [InlineData(11600)]
    [InlineData(262)]
    [InlineData(16500)]
    public async Task Every_call_reports_a_temporary_error_as_the_store_being_unavailable(int code)
    {
        await using var mongo = new ScriptedMongo();
        foreach (var command in (string[])["find", "insert", "update", "ping"]) mongo.Answers(command, _ => ScriptedMongo.Error(code));
        var connection = mongo.Connect();
        var purchases = Store(connection);
        var rejected = new MongoRejectedEventStore(connection, Some.Clock(), NullLogger<MongoRejectedEventStore>.Instance);
        EventPosition position = new("t", 0, 0);
        RejectedEvent bad = new(position, RejectionCode.Unknown, "bad", null, null, Some.Purchase.Timestamp);

        await UnavailableAsync(() => purchases.WriteAsync([Some.Purchase], CancellationToken.None));
        await UnavailableAsync(() => purchases.FindAsync("e1", CancellationToken.None));
        await UnavailableAsync(async () => await purchases.ListAsync("u1", null, null, CancellationToken.None).ToListAsync());
        await UnavailableAsync(() => rejected.KeepAsync([bad], CancellationToken.None));
        await UnavailableAsync(() => rejected.ListAsync(RejectedState.Waiting, after: null, 1, CancellationToken.None));
        await UnavailableAsync(() => rejected.FindAsync(position, CancellationToken.None));
        await UnavailableAsync(() => rejected.MarkReplayedAsync([new(position, position)], CancellationToken.None));
        await UnavailableAsync(() => connection.PingAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Waiting_too_long_for_a_connection_names_maxPoolSize()
    {
        await using var mongo = new ScriptedMongo();
        var store = Store(mongo.Connect("maxPoolSize=1&waitQueueTimeoutMS=500"));
        mongo.Answers("find", _ => ScriptedMongo.Found());
        await store.FindAsync("e0", CancellationToken.None);
        mongo.Answers("find", _ => null);
        using var stop = new CancellationTokenSource();
        var holding = store.FindAsync("e1", stop.Token);
        await Eventually.TrueAsync(() => mongo.Received("find").Count > 1);

        var unavailable = await UnavailableAsync(() => store.FindAsync("e2", CancellationToken.None));

        Assert.Contains("maxPoolSize", unavailable.Message, StringComparison.Ordinal);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => holding);
    }

    [Fact]
    public async Task A_server_that_is_too_old_is_rejected_with_the_required_version()
    {
        const int mongo42 = 8;
        await using var mongo = new ScriptedMongo(mongo42);

        var unavailable = await UnavailableAsync(() => Store(mongo.Connect()).FindAsync("e1", CancellationToken.None));

        Assert.Contains("4.4", unavailable.Message, StringComparison.Ordinal);
        Assert.Contains("4.4", unavailable.InnerException!.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("127.0.0.1", unavailable.Message, StringComparison.Ordinal);
        Assert.Contains("MongoDB 4.4", Repository.Documents, StringComparison.Ordinal);
    }

    private static Task<UnavailableException> UnavailableAsync(Func<Task> call) => Assert.ThrowsAsync<UnavailableException>(call);

    private static MongoPurchaseStore Store(MongoConnection connection) => MongoPurchaseStoreTests.Open(connection);
}
