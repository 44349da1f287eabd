using System.Net;
using System.Text.Json.Nodes;
using MongoDB.Bson;
using Purchases.Functions.Mongo;
using Purchases.Tests.Mongo;
using Purchases.Tests.Support;

namespace Purchases.Tests.Worker;

/// <summary><c>GET /purchases/{eventId}?wait=</c> through the worker process. Who waits on Local is in Scenarios.</summary>
public sealed class WaitTests
{
    [Fact]
    public async Task A_call_that_waits_is_answered_once_another_process_has_recorded_the_purchase()
    {
        await using var mongo = new ScriptedMongo();
        await using var worker = await RunningWorker.StartAsync([.. Settings.Functions("GetPurchase"), ("MONGO_URI", mongo.Uri)]);
        await worker.ReachStoreAsync(mongo);
        var before = mongo.Received("find").Count;

        var waiting = worker.Client.GetAsync("/purchases/e1?wait=30");
        await Eventually.TrueAsync(() => mongo.Received("find").Count >= before + 3);
        Assert.False(waiting.IsCompleted);
        mongo.Answers("find", _ => ScriptedMongo.Found(Recorded));
        using var answer = await waiting;

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("e1", (string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["eventId"]);
    }

    private static BsonDocument Recorded => PurchaseDocument.Of(Some.Purchase with { EventId = "e1" });
}
