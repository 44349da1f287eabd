using Microsoft.Extensions.Hosting;
using Moq;
using Purchases.Core.Http;
using Purchases.Core.Recording;

namespace Purchases.Tests.Core.Http;

/// <summary>GET /purchases/{eventId}?wait=: as soon as the purchase is recorded, or 404 after so many seconds.</summary>
public sealed class RecordedPurchasesTests
{
    private readonly Mock<IPurchaseStore> _store = new();
    private readonly Arrivals _arrivals = new();
    private readonly CountedTime _time = new();
    private readonly RecordedPurchases _purchases;

    public RecordedPurchasesTests() => _purchases = new(_store.Object, _arrivals, Mock.Of<IHostApplicationLifetime>(), _time);

    [Theory]
    [InlineData("?wait=")]
    [InlineData("?wait=0")]
    [InlineData("?wait=31")]
    [InlineData("?wait=1&wait=2")]
    public async Task A_wait_that_is_no_number_of_seconds_from_1_to_30_is_a_bad_query(string query)
    {
        var answer = await AnswerAsync(await FindAsync("e-1", query));

        Assert.Equal(400, answer.Status);
        Assert.Single(answer.Json.GetProperty("errors").GetProperty("wait").EnumerateArray());
        _store.VerifyNoOtherCalls();
    }

    [Fact]
    public async Task A_purchase_that_this_process_records_is_answered_at_once()
    {
        var waiting = FindAsync(Some.Purchase.EventId, "?wait=30");
        Assert.False(waiting.IsCompleted);

        StoreHolds(Some.Purchase);
        _arrivals.Announce([Some.Purchase with { EventId = "another" }, Some.Purchase]);

        Assert.Equal(Some.Purchase, (await waiting.WaitAsync(Eventually.Deadline)).Value);
    }

    [Fact]
    public async Task It_polls_less_and_less_often_and_ends_with_404_after_its_seconds()
    {
        var waiting = FindAsync("e-1", "?wait=30");
        int[] pausesMs = [50, 100, 200, 400, 800, .. Enumerable.Repeat(1000, 28), 450];
        Assert.Equal(30_000, pausesMs.Sum());
        for (var pause = 0; pause < pausesMs.Length; pause++)
        {
            // Twice at the start, then once after each pause.
            await Eventually.TrueAsync(() => _time.Timers > pause);
            Assert.Equal(2 + pause, Looks());
            Assert.False(waiting.IsCompleted);
            _time.Advance(TimeSpan.FromMilliseconds(pausesMs[pause]));
        }

        Assert.Equal(404, (await AnswerAsync(await waiting.WaitAsync(Eventually.Deadline))).Status);
        Assert.Equal(2 + pausesMs.Length, Looks());
    }

    [Fact]
    public async Task A_purchase_that_is_recorded_but_not_visible_yet_is_polled_with_pauses()
    {
        var waiting = FindAsync(Some.Purchase.EventId, "?wait=30");
        _arrivals.Announce([Some.Purchase]);
        await Eventually.TrueAsync(() => Looks() == 3);

        StoreHolds(Some.Purchase);
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(Some.Purchase, (await waiting.WaitAsync(Eventually.Deadline)).Value);
        Assert.Equal(4, Looks());
    }

    [Fact]
    public async Task A_client_that_leaves_ends_the_wait()
    {
        using var gone = new CancellationTokenSource();
        var waiting = FindAsync("e-1", "?wait=30", gone.Token);
        await gone.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WaitAsync(Eventually.Deadline));
    }

    [Fact]
    public async Task More_than_a_thousand_waiting_calls_are_503()
    {
        using var gone = new CancellationTokenSource();
        var waiting = Enumerable.Range(0, 1000).Select(i => FindAsync($"e-{i}", "?wait=30", gone.Token)).ToList();
        Assert.DoesNotContain(waiting, call => call.IsCompleted);
        await Assert.ThrowsAsync<UnavailableException>(() => FindAsync("e-x", "?wait=30").WaitAsync(Eventually.Deadline));
        Assert.Equal(404, (await AnswerAsync(await FindAsync("e-x"))).Status);

        await gone.CancelAsync();
        await Task.WhenAll(waiting).WaitAsync(Eventually.Deadline).ContinueWith(static _ => { }, TaskScheduler.Default);
        var one = FindAsync("e-x", "?wait=30");
        Assert.False(one.IsCompleted);
    }

    private void StoreHolds(PurchaseCreated purchase) =>
        _store.Setup(store => store.FindAsync(purchase.EventId, It.IsAny<CancellationToken>())).ReturnsAsync(purchase);

    private int Looks() => _store.Invocations.Count(call => call.Method.Name == nameof(IPurchaseStore.FindAsync));

    private Task<Outcome<PurchaseCreated>> FindAsync(string eventId, string query = "", CancellationToken cancellationToken = default)
    {
        var call = new Call(query);
        call.Request.RouteValues["eventId"] = eventId;
        return _purchases.FindAsync(call.Request, cancellationToken);
    }

    private static async Task<Call> AnswerAsync(Outcome<PurchaseCreated> outcome) => await Call.AnsweredByAsync(outcome.Problem!);
}
