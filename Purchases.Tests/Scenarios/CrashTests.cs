using System.Net;
using Purchases.Local.Embedded;

namespace Purchases.Tests.Scenarios;

/// <summary>Promises 1 and 2 under kill -9: nothing acknowledged is lost, nothing is recorded twice.</summary>
public sealed class CrashTests(ITestOutputHelper output) : IDisposable
{
    private const int Crashes = 3;
    private const int Clients = 8;

    private readonly TestFolder _folder = new();
    private readonly Random _random = new(Environment.TickCount);
    private volatile HttpClient _server = null!;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Killing_Local_at_any_moment_loses_nothing_acknowledged_and_records_nothing_twice()
    {
        var buyers = new Buyers();
        for (var round = 0; round < Crashes; round++)
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
        output.WriteLine($"{buyers.Acknowledged.Count} acknowledged, {recorded.Count} recorded over {Crashes} kills");

        // What was recorded without having been acknowledged was on its way when the process died; none may be there twice.
        var items = recorded.ToDictionary(p => p!["itemId"]!.GetValue<string>(), p => p!["eventId"]!.GetValue<string>());
        Assert.All(buyers.Acknowledged, purchase => Assert.Equal(purchase.Value, items[purchase.Key]));
        Assert.Empty((await RejectedTests.ListAsync(last)).Rejected);
    }

    [Fact]
    public async Task A_client_that_repeats_until_its_Location_answers_ends_with_one_purchase()
    {
        using var done = new CancellationTokenSource();
        var buying = new List<Task<List<string>>>();
        for (var crash = 0; crash < 2; crash++)
        {
            using var local = await LocalProcess.StartAsync(_folder);
            _server = local.Client;
            if (crash == 0) buying = [.. Enumerable.Range(0, Clients).Select(client => BuyForSureAsync($"c{client}", done.Token))];
            var moment = EndOffset() + _random.Next(1, 20);
            await Eventually.TrueAsync(() => EndOffset() >= moment);
            await local.KillAsync();
        }

        await using var last = await RunningLocal.StartAsync(_folder);
        _server = last.Client;
        await done.CancelAsync();
        var orders = (await Task.WhenAll(buying)).SelectMany(ordered => ordered);

        await Eventually.TrueAsync(() => CommittedOffset.In(_folder) == last.Log.EndOffset());
        Assert.Equal(orders.Order(), (await last.PurchasesAsync("u1")).Select(p => p!["itemId"]!.GetValue<string>()).Order());
    }

    private async Task<List<string>> BuyForSureAsync(string name, CancellationToken done)
    {
        var orders = new List<string>();
        while (!done.IsCancellationRequested)
        {
            var order = $"{name}n{orders.Count}";
            await Eventually.TrueAsync(() => IsRecordedAsync(order));
            orders.Add(order);
        }

        return orders;
    }

    // What the README shows as a shell loop: the same call with the same key until the purchase is seen.
    private async Task<bool> IsRecordedAsync(string order)
    {
        var server = _server;
        try
        {
            using var bought = await server.BuyAsync($$"""{"userId":"u1","itemId":"{{order}}","quantity":1}""", ("Idempotency-Key", order));
            if (bought.Headers.Location is null) return false;
            using var recorded = await server.GetAsync(bought.Headers.Location);
            return recorded.StatusCode == HttpStatusCode.OK;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or ObjectDisposedException)
        {
            // The server has gone, and its client with it.
            return false;
        }
    }

    private long EndOffset()
    {
        using var log = _folder.Open(DataFiles.Log);
        return log.Number(TopicLog.NextOffsetSql);
    }
}
