using System.Net;
using Purchases.Tests.Mongo;
using Purchases.Tests.Telemetry;

namespace Purchases.Tests.Worker;

/// <summary>What a collector gets of the worker, and what the host still has.</summary>
public sealed class ExportTests
{
    [Fact]
    public async Task The_host_shows_a_functions_lines_and_the_collector_gets_them_as_they_read()
    {
        await using var mongo = new ScriptedMongo();
        await using var collector = await Collector.StartAsync();
        await using var worker = await RunningWorker.StartAsync([("MONGO_URI", mongo.Uri), .. collector.PromptSettings]);
        await worker.ReachStoreAsync(mongo);
        mongo.Answers("find", _ => ScriptedMongo.Ok);

        using var answer = await worker.Client.GetAsync("/purchases/e1");
        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);

        const string line = "Function GetPurchase failed with an unhandled exception, trace id ";
        await Eventually.TrueAsync(() => worker.Logs.Any(shown => shown.Message.StartsWith(line, StringComparison.Ordinal)));
        await Eventually.TrueAsync(() => collector.LogLines.Any(exported => exported.StartsWith(line, StringComparison.Ordinal)));
    }
}
