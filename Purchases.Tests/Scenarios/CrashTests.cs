using System.Net;
using Microsoft.Data.Sqlite;
using Purchases.Local.Embedded;
using Purchases.Tests.Support;

namespace Purchases.Tests.Scenarios;

/// <summary>Promises 1 and 2 under kill -9: nothing acknowledged is lost, nothing is recorded twice.</summary>
[Collection(HeavyTests.Name)]
public sealed class CrashTests(ITestOutputHelper output) : IDisposable
{
    private const int Rounds = 12;
    private const int Clients = 8;

    private readonly TestFolder _folder = new();
    private readonly Random _random = new(Environment.TickCount);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Killing_it_at_any_moment_loses_nothing_acknowledged_and_records_nothing_twice()
    {
        var buyers = new Buyers();
        for (var round = 0; round < Rounds; round++)
        {
            using var local = await LocalProcess.StartAsync(_folder);
            var clients = Enumerable.Range(0, Clients).Select(client => buyers.BuyAsync(local.Client, "u1", $"r{round}c{client}")).ToList();

            // Not before the load runs; then at a moment that differs from round to round, counted in purchases rather than in time.
            await buyers.AcknowledgedAsync(_random.Next(1, 400));
            await local.KillAsync();
            await Task.WhenAll(clients);
        }

        await using var last = await RunningLocal.StartAsync(_folder);
        await Eventually.TrueAsync(() => CommittedOffset.In(_folder) == last.Log.EndOffset());
        var recorded = await last.PurchasesAsync("u1");
        output.WriteLine($"{buyers.Acknowledged.Count} acknowledged, {recorded.Count} recorded over {Rounds} kills");

        // What was recorded without having been acknowledged was on its way when the process died; none may be there twice.
        var items = recorded.ToDictionary(p => p!["itemId"]!.GetValue<string>(), p => p!["eventId"]!.GetValue<string>());
        Assert.All(buyers.Acknowledged, purchase => Assert.Equal(purchase.Value, items[purchase.Key]));
        Assert.Empty((await RejectedTests.ListAsync(last)).Rejected);
    }

    [Fact]
    public async Task A_client_that_repeats_until_its_Location_answers_ends_with_one_purchase()
    {
        var port = Ports.Free();
        using var done = new CancellationTokenSource();
        var host = CrashAndRestartAsync(port, done.Token);

        var orders = Enumerable.Range(0, 40).Select(order => $"order-{order}").ToList();
        using var client = new HttpClient { BaseAddress = new($"http://127.0.0.1:{port}/"), Timeout = TimeSpan.FromSeconds(5) };
        await Parallel.ForEachAsync(
            orders, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (order, _) => await BuyForSureAsync(client, order));
        await done.CancelAsync();
        var crashes = await host;
        output.WriteLine($"{crashes} crashes");

        await using var last = await RunningLocal.StartAsync(_folder);
        await Eventually.TrueAsync(() => CommittedOffset.In(_folder) == last.Log.EndOffset());
        Assert.Equal(orders.Order(), (await last.PurchasesAsync("u1")).Select(p => p!["itemId"]!.GetValue<string>()).Order());
        Assert.True(crashes >= 3);
    }

    // What the README shows as a shell loop: the same call with the same key until the purchase is seen.
    private static async Task BuyForSureAsync(HttpClient client, string order)
    {
        await Eventually.GetAsync(
            async () =>
            {
                try
                {
                    using var bought = await client.BuyAsync(
                        $$"""{"userId":"u1","itemId":"{{order}}","quantity":1}""", ("Idempotency-Key", order));
                    if (bought.Headers.Location is null) return false;
                    using var recorded = await client.GetAsync(bought.Headers.Location);
                    return recorded.StatusCode == HttpStatusCode.OK;
                }
                catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
                {
                    return false;
                }
            },
            static recorded => recorded);
    }

    private async Task<int> CrashAndRestartAsync(int port, CancellationToken done)
    {
        for (var crashes = 0; ; crashes++)
        {
            using var local = await LocalProcess.StartAsync(_folder, port);
            using var log = new LogReader(_folder);
            var moment = log.EndOffset() + _random.Next(1, 12);
            while (!done.IsCancellationRequested && log.EndOffset() < moment)
                await Task.Delay(TimeSpan.FromMilliseconds(5), CancellationToken.None);
            await local.KillAsync();
            if (done.IsCancellationRequested) return crashes;
        }
    }

    private sealed class LogReader(TestFolder folder) : IDisposable
    {
        private readonly SqliteConnection _connection = folder.Open(DataFiles.Log);

        public long EndOffset()
        {
            using var command = _connection.CreateCommand();
            command.CommandText = TopicLog.NextOffsetSql;
            return (long)command.ExecuteScalar()!;
        }

        public void Dispose() => _connection.Dispose();
    }
}
