using Microsoft.Extensions.Logging.Abstractions;
using Purchases.Core;
using Purchases.Functions.Mongo;
using Purchases.Tests.Support;

namespace Purchases.Tests.Mongo;

public sealed class MongoKeepTests
{
    // Another member may not have heard yet that it was replayed or dismissed.
    [Fact]
    public async Task Whether_the_original_of_a_replay_still_waits_is_asked_of_the_primary()
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
