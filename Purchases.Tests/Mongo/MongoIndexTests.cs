using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;
using MongoDB.Bson;
using Purchases.Functions.Mongo;

namespace Purchases.Tests.Mongo;

public sealed class MongoIndexTests : IAsyncDisposable
{
    private readonly ScriptedMongo _mongo = new();
    private readonly FakeTimeProvider _time = Some.Clock();
    private readonly FakeLogger<MongoPurchaseStore> _log = new();
    private readonly Lazy<MongoPurchaseStore> _store;

    public MongoIndexTests()
    {
        _mongo.Answers("find", _ => ScriptedMongo.Found());
        _store = new(() => new(_mongo.Connect("socketTimeoutMS=0"), _time, _log));
    }

    public ValueTask DisposeAsync() => _mongo.DisposeAsync();

    [Fact]
    public async Task An_index_that_is_being_built_holds_up_no_batch_and_no_list()
    {
        _mongo.Answers("createIndexes", _ => null);

        await WriteAsync();
        await ListAsync();
        await WriteAsync();

        await AskedAsync(1);
    }

    [Fact]
    public async Task The_index_is_created_once_and_in_the_order_of_lists()
    {
        for (var i = 0; i < 3; i++) await WriteAsync();
        await ListAsync();
        await AskedAsync(1);
        _time.Advance(10 * MongoIndex.Pause);
        await WriteAsync();

        var index = Assert.Single(Assert.Single(_mongo.Received("createIndexes"))["indexes"].AsBsonArray);
        Assert.Equal("""{ "userId" : 1, "timestamp" : -1, "_id" : -1 }""", index["key"].ToJson());
        Assert.Empty(_log.Lines());
    }

    // Not primary, and: it is being built.
    [Theory]
    [InlineData(10107)]
    [InlineData(40333)]
    public async Task An_index_that_could_not_be_created_is_requested_again_after_a_pause(int code)
    {
        _mongo.Answers("createIndexes", _ => ScriptedMongo.Error(code));
        await WriteAsync();
        await AskedAsync(1);
        for (var i = 0; i < 20; i++) await WriteAsync();
        Assert.Single(_mongo.Received("createIndexes"));

        _mongo.Answers("createIndexes", _ => ScriptedMongo.Ok);
        await Eventually.GetAsync(
            async () =>
            {
                _time.Advance(MongoIndex.Pause);
                await WriteAsync();
                return _mongo.Received("createIndexes").Count;
            },
            asked => asked == 2);
        Assert.Empty(_log.Lines());
    }

    [Fact]
    public async Task An_index_that_takes_long_to_build_is_logged_once_and_requested_again()
    {
        _mongo.Answers("createIndexes", _ => null);
        var index = new MongoIndex(_mongo.Connect("socketTimeoutMS=100").Purchases, "{ userId: 1 }", _time, _log);

        await Eventually.TrueAsync(() =>
        {
            _time.Advance(MongoIndex.Pause);
            index.Ask();
            return _mongo.Received("createIndexes").Count == 4;
        });

        Assert.Contains("doesn't exist yet", Assert.Single(_log.Lines()), StringComparison.Ordinal);
    }

    // Unauthorized, cannot create, Atlas.
    [Theory]
    [InlineData(13)]
    [InlineData(67)]
    [InlineData(8000)]
    public async Task An_index_that_MongoDB_rejects_is_logged_once_and_not_requested_again(int code)
    {
        _mongo.Answers("createIndexes", _ => ScriptedMongo.Error(code));
        await WriteAsync();
        await Eventually.TrueAsync(() => _log.Lines().Count > 0);
        _time.Advance(10 * MongoIndex.Pause);
        await WriteAsync();
        await ListAsync();

        var rejected = $"rejects the index {{ userId: 1, timestamp: -1, _id: -1 }} (code {code})";
        Assert.Contains(rejected, Assert.Single(_log.Lines()), StringComparison.Ordinal);
        Assert.Single(_mongo.Received("createIndexes"));
    }

    // IndexOptionsConflict; IndexKeySpecsConflict, which DocumentDB answers where the index was created as docs/azure.md says.
    [Theory]
    [InlineData(85)]
    [InlineData(86)]
    public async Task An_index_that_exists_with_other_options_is_used(int code)
    {
        _mongo.Answers("createIndexes", _ => ScriptedMongo.Error(code));
        await WriteAsync();
        await AskedAsync(1);
        for (var i = 0; i < 20; i++)
        {
            _time.Advance(MongoIndex.Pause);
            await WriteAsync();
        }

        Assert.Single(_mongo.Received("createIndexes"));
        Assert.Empty(_log.Lines());
    }

    [Fact]
    public async Task Open_rejected_events_have_an_index_by_which_the_closed_ones_need_not_be_read()
    {
        var store = new MongoRejectedEventStore(_mongo.Connect(), _time, NullLogger<MongoRejectedEventStore>.Instance);

        await store.ListAsync(RejectedState.Waiting, after: null, 1, CancellationToken.None);

        await AskedAsync(2);
        Assert.Contains(
            """{ "replayedAs" : 1, "dismissedAt" : 1, "rejectedAt" : -1, "_id" : -1 }""",
            _mongo.Received("createIndexes").Select(asked => asked["indexes"][0]["key"].ToJson()));

        // What is absent is null in the index, and one value of each leading member leaves the order of the others.
        Assert.Equal(
            """{ "replayedAs" : { "$exists" : false }, "dismissedAt" : { "$exists" : false } }""",
            Assert.Single(_mongo.Received("find"))["filter"].ToJson());
    }

    private Task AskedAsync(int times) => Eventually.TrueAsync(() => _mongo.Received("createIndexes").Count == times);

    private Task WriteAsync() =>
        Task.Run(() => _store.Value.WriteAsync([Some.Purchase], CancellationToken.None)).WaitAsync(Eventually.Deadline);

    private Task ListAsync() =>
        Task.Run(async () => await _store.Value.ListAsync("u1", null, null, CancellationToken.None).ToListAsync())
            .WaitAsync(Eventually.Deadline);
}
