using System.Net;
using Microsoft.Extensions.Logging.Testing;
using Purchases.Local.Embedded;

namespace Purchases.Tests.Scenarios;

/// <summary>Promise 2: while the store fails, the batch is retried and never skipped.</summary>
public sealed class StoreOutageTests : IDisposable
{
    private static readonly UnavailableException Down = new("the store is down");

    private readonly TestFolder _folder = new();
    private readonly FakeLoggerProvider _logs = new();
    private FailingStore _store = null!;

    public void Dispose()
    {
        _logs.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_batch_is_retried_until_the_store_accepts_it()
    {
        await using var local = await StartAsync();
        _store.FailsWith = Down;
        await local.BuyAsync("u1", "i1", 1);

        // More attempts than the retry attribute allows: the host retries after those.
        await Eventually.TrueAsync(() => _store.Attempts > 12);
        Assert.Null(CommittedOffset.In(_folder));

        _store.FailsWith = null;
        Assert.Single(await local.RecordedAsync("u1", 1));
        await Eventually.TrueAsync(() => CommittedOffset.In(_folder) == 1);
    }

    [Fact]
    public async Task The_pause_between_two_attempts_is_not_reported_as_a_consumer_that_hangs()
    {
        var time = Some.Clock();
        await using var local = await RunningLocal.StartFailingAsync(_folder, time, _logs);
        local.Store.FailsWith = Down;
        await local.BuyAsync("u1", "i1", 1);
        await Eventually.TrueAsync(() => local.Store.Attempts == 1);
        for (var i = 0; i < 20; i++) await local.Client.GetAsync("/health");
        Assert.Equal(1, local.Store.Attempts);

        for (var second = 0; second < 30; second++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await local.Client.GetAsync("/health");
        }

        Assert.Equal(0, _logs.Count("the consuming process makes no progress"));
        local.Store.FailsWith = null;
        await Eventually.TrueAsync(async () =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            return (await local.PurchasesAsync("u1")).Count == 1;
        });
    }

    [Fact]
    public async Task Buys_are_accepted_while_the_store_is_down_and_reads_are_503()
    {
        await using var local = await StartAsync();
        _store.FailsWith = Down;
        var eventId = await local.BuyAsync("u1", "i1", 1);

        string[] paths =
            ["/purchases?userId=u1", "/getAllBoughtItems?userId=u1", $"/purchases/{eventId}", "/rejected", "/health/ready"];
        foreach (var path in paths)
        {
            using var response = await local.Client.GetAsync(path);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
            Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
            Assert.NotNull(response.Headers.RetryAfter);
        }

        Assert.Equal(HttpStatusCode.OK, (await local.Client.GetAsync("/health")).StatusCode);
        Assert.Contains("store", await local.Client.ReadinessAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Not_ready_while_events_cannot_be_recorded_although_the_store_can_be_read()
    {
        await using var local = await StartAsync();
        _store.RepliesWith = new TimeoutException("no reply");
        await local.BuyAsync("u1", "i1", 1);

        await local.Client.NotReadyAsync("recorder");

        _store.RepliesWith = null;
        await local.Client.ReadyAsync();
    }

    // The clock stands still, so that no call times out while the store is locked.
    [Fact]
    public async Task A_locked_store_holds_up_only_the_calls_that_write_to_it()
    {
        var time = Some.Clock();
        await using var local = await RunningLocal.StartFailingAsync(_folder, time, _logs);
        await local.Log.AppendAsync(new(null, "hello"u8.ToArray(), []));
        await Eventually.GetAsync(() => RejectedTests.ListAsync(local), list => list.Rejected.Count == 1);
        using var locked = _folder.Lock(DataFiles.Store);

        var writes = Enumerable.Range(0, 64)
            .Select(_ => local.Client.PostAsync("/rejected/purchases.v1/0/0/dismiss", null)).ToList();
        Assert.Equal(HttpStatusCode.OK, (await local.Client.GetAsync("/health")).StatusCode);
        for (var i = 0; i < 20; i++) await local.BuyAsync("u1", $"i{i}", 1);
        Assert.Empty(await local.PurchasesAsync("u1"));
        Assert.DoesNotContain(writes, write => write.IsCompleted);

        locked.Execute("ROLLBACK");
        await Eventually.TrueAsync(() =>
        {
            time.Advance(TimeSpan.FromSeconds(0.1));
            return writes.TrueForAll(write => write.IsCompleted);
        });
        Assert.Single(await Task.WhenAll(writes), answer => answer.StatusCode == HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_bad_event_does_not_hold_up_its_batch()
    {
        await using var local = await StartAsync();
        _store.FailsWith = Down;
        await local.BuyAsync("u1", "before", 1);
        await local.Log.AppendAsync(new(null, "hello"u8.ToArray(), []));
        await local.BuyAsync("u1", "after", 1);
        _store.FailsWith = null;

        Assert.Equal(2, (await local.RecordedAsync("u1", 2)).Count);
        // Purchases are stored before the bad events of their batch are kept.
        var rejected = await Eventually.GetAsync(() => RejectedTests.ListAsync(local), list => list.Rejected.Count > 0);
        Assert.Single(rejected.Rejected);
    }

    private async Task<RunningLocal> StartAsync(params (string, string?)[] settings)
    {
        var local = await RunningLocal.StartFailingAsync(_folder, new HurriedTime(200), _logs, settings);
        _store = local.Store;
        return local;
    }
}
