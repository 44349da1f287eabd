using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using MongoDB.Bson;
using Purchases.Functions.Mongo;
using Purchases.Tests.Mongo;

namespace Purchases.Tests.Worker;

/// <summary>Clients that request lists and don't read them.</summary>
public sealed class UnreadListTests
{
    private const int ListsMax = Limits.ListedPurchasesMax / Limits.ListPortion;
    private const int Lists = ListsMax + 64;
    private const long Cursor = 7;

    // 40 % of the pods' limit of 1 GiB, as deploy/kubernetes sets it.
    private const int HeapBytes = 410 * 1024 * 1024;

    private static readonly BsonDocument Purchase = PurchaseDocument.Of(Some.Purchase);

    [Fact]
    public async Task Unread_lists_leave_memory_for_buys_and_health_and_too_many_are_503()
    {
        await using var mongo = new ScriptedMongo();
        await using var worker = await RunningWorker.StartAsync(
            ("MONGO_URI", mongo.Uri), ("DOTNET_GCHeapHardLimit", HeapBytes.ToString("x", CultureInfo.InvariantCulture)));
        await worker.ReachStoreAsync(mongo);

        // Each list is endless.
        mongo.Answers("find", find => ScriptedMongo.FoundFirst(Cursor, Portion(find)));
        mongo.Answers("getMore", next => ScriptedMongo.FoundNext(Cursor, Portion(next)));

        var clients = new ConcurrentBag<TcpClient>();
        var statuses = new ConcurrentBag<string?>();
        var atOnce = new ParallelOptions { MaxDegreeOfParallelism = 16 };
        await Parallel.ForAsync(0, Lists, atOnce, async (_, _) =>
        {
            const string request = "GET /purchases?userId=u1 HTTP/1.1\r\nHost: host\r\n\r\n";
            var client = await RawHttp.ConnectAsync(worker.Client.BaseAddress!, request, bufferBytes: 4096);
            clients.Add(client);
            statuses.Add(await client.FirstLineAsync());
        });

        var served = statuses.Count(status => status == "HTTP/1.1 200 OK");
        Assert.InRange(served, ListsMax / 2, Lists - 1);
        Assert.Equal(Lists - served, statuses.Count(status => status == "HTTP/1.1 503 Service Unavailable"));
        for (var i = 0; i < 20; i++)
        {
            using var body = new StringContent(Some.BuyJson, Encoding.UTF8, "application/json");
            using var bought = await worker.Client.PostAsync("/buy", body);
            Assert.Equal(HttpStatusCode.Accepted, bought.StatusCode);
            using var health = await worker.Client.GetAsync("/health");
            Assert.Equal(HttpStatusCode.OK, health.StatusCode);
        }

        foreach (var client in clients) client.Dispose();
        await Eventually.TrueAsync(async () =>
        {
            using var list = await worker.Client.GetAsync("/purchases?userId=u1", HttpCompletionOption.ResponseHeadersRead);
            return list.StatusCode == HttpStatusCode.OK;
        });
    }

    private static IEnumerable<BsonDocument> Portion(BsonDocument command) =>
        Enumerable.Repeat(Purchase, command.GetValue("limit", command["batchSize"]).ToInt32());
}
