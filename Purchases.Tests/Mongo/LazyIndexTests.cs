using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;
using MongoDB.Bson;
using Purchases.Functions.Mongo;
using Purchases.Tests.Support;

namespace Purchases.Tests.Mongo;

public sealed class LazyIndexTests : IAsyncDisposable
{
    private const int ExceededTimeLimit = 262;
    private const int Unauthorized = 13;

    private readonly ScriptedMongo _mongo = new();
    private readonly FakeTimeProvider _time = Some.Clock();
    private readonly FakeLogger<MongoPurchaseStore> _log = new();
    private readonly Lazy<MongoPurchaseStore> _store;

    public LazyIndexTests()
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
    public async Task It_is_asked_for_once_and_in_the_order_of_lists()
    {
        for (var i = 0; i < 3; i++) await WriteAsync();
        await ListAsync();
        await AskedAsync(1);
        _time.Advance(10 * LazyIndex.Pause);
        await WriteAsync();

        var index = Assert.Single(Assert.Single(_mongo.Received("createIndexes"))["indexes"].AsBsonArray);
        Assert.Equal("""{ "userId" : 1, "timestamp" : -1, "_id" : -1 }""", index["key"].ToJson());
        Assert.Empty(_log.Lines());
    }

    [Fact]
    public async Task One_that_could_not_be_made_in_passing_is_asked_for_again_after_a_pause()
    {
        _mongo.Answers("createIndexes", _ => ScriptedMongo.Error(ExceededTimeLimit));
        await WriteAsync();
        await AskedAsync(1);
        for (var i = 0; i < 20; i++) await WriteAsync();
        Assert.Single(_mongo.Received("createIndexes"));

        _mongo.Answers("createIndexes", _ => ScriptedMongo.Ok);
        await Eventually.GetAsync(
            async () =>
            {
                _time.Advance(LazyIndex.Pause);
                await WriteAsync();
                return _mongo.Received("createIndexes").Count;
            },
            asked => asked == 2);
        Assert.Empty(_log.Lines());
    }

    [Fact]
    public async Task One_that_takes_long_to_build_is_told_of_once_and_asked_for_again()
    {
        _mongo.Answers("createIndexes", _ => null);
        var purchases = _mongo.Connect("socketTimeoutMS=100").Purchases;
        var index = new LazyIndex("{ userId: 1 }", _time, _log);

        await Eventually.TrueAsync(() =>
        {
            _time.Advance(LazyIndex.Pause);
            index.Ask(purchases);
            return _mongo.Received("createIndexes").Count == 4;
        });

        Assert.Contains("is not there yet", Assert.Single(_log.Lines()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_MongoDB_refuses_is_told_of_once_and_not_asked_for_again()
    {
        _mongo.Answers("createIndexes", _ => ScriptedMongo.Error(Unauthorized));
        await WriteAsync();
        await Eventually.TrueAsync(() => _log.Lines().Count > 0);
        _time.Advance(10 * LazyIndex.Pause);
        await WriteAsync();
        await ListAsync();

        const string refused = "refuses to create the index { userId: 1, timestamp: -1, _id: -1 } (code 13)";
        Assert.Contains(refused, Assert.Single(_log.Lines()), StringComparison.Ordinal);
        Assert.Single(_mongo.Received("createIndexes"));
    }

    private Task AskedAsync(int times) => Eventually.TrueAsync(() => _mongo.Received("createIndexes").Count == times);

    private Task WriteAsync() =>
        Task.Run(() => _store.Value.WriteAsync([Some.Purchase], CancellationToken.None)).WaitAsync(Eventually.Deadline);

    private Task ListAsync() =>
        Task.Run(async () => await _store.Value.ListAsync("u1", null, null, CancellationToken.None).ToListAsync())
            .WaitAsync(Eventually.Deadline);
}
