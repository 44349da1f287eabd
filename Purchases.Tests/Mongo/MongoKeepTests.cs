using Microsoft.Extensions.Logging.Abstractions;
using Purchases.Functions.Mongo;

namespace Purchases.Tests.Mongo;

public sealed class MongoKeepTests
{
    // Each insert must end in time, and a rejected event may have megabytes.
    [Fact]
    public async Task Many_rejected_events_are_kept_by_several_inserts()
    {
        await using var mongo = new ScriptedMongo();
        mongo.Answers("insert", insert => new() { { "n", insert["documents"].AsBsonArray.Count }, { "ok", 1 } });
        var store = new MongoRejectedEventStore(mongo.Connect(), Some.Clock(), NullLogger<MongoRejectedEventStore>.Instance);
        var rejected = Enumerable.Range(0, 250)
            .Select(i => new RejectedEvent(new("t", 0, i), RejectionCode.Unknown, "bad", null, null, Some.Purchase.Timestamp));

        await store.KeepAsync([.. rejected], CancellationToken.None);

        Assert.Equal([100, 100, 50], mongo.Received("insert").Select(insert => insert["documents"].AsBsonArray.Count));
    }

    // A secondary may not have the replay or dismissal yet.
    [Fact]
    public async Task Whether_the_original_of_a_replay_is_open_is_read_from_the_primary()
    {
        await using var mongo = new ScriptedMongo();
        mongo.Answers("update", _ => new() { { "n", 0 }, { "nModified", 0 }, { "ok", 1 } });
        mongo.Answers("find", _ => ScriptedMongo.Found());
        mongo.Answers("insert", _ => new() { { "n", 1 }, { "ok", 1 } });
        var store = new MongoRejectedEventStore(
            mongo.Connect("readPreference=secondaryPreferred"), Some.Clock(), NullLogger<MongoRejectedEventStore>.Instance);
        var successor = new RejectedEvent(new("t", 0, 7), RejectionCode.Unknown, "bad", null, null, Some.Purchase.Timestamp)
        {
            ReplayOf = new("t", 0, 3),
        };

        await store.KeepAsync([successor], CancellationToken.None);

        Assert.False(Assert.Single(mongo.Received("find")).Contains("$readPreference"));
    }
}
