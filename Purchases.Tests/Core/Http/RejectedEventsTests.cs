using System.Text;
using Moq;
using Purchases.Core;
using Purchases.Core.Http;
using Purchases.Core.Json;
using Purchases.Tests.Support;

namespace Purchases.Tests.Core.Http;

/// <summary>Pages of rejected events, and what a replay of a page puts on the topic.</summary>
public sealed class RejectedEventsTests
{
    private readonly Mock<IRejectedEventStore> _store = new(MockBehavior.Strict);

    [Theory]
    [InlineData(null, 50)]
    [InlineData(7, 7)]
    [InlineData(1000, 1000)]
    public async Task A_page_has_50_events_unless_another_number_is_asked_for(int? limit, int count)
    {
        StoreHolds(1500);

        var page = (await Rejected().PageAsync(new(limit, null), CancellationToken.None)).Value!;

        Assert.Equal(Enumerable.Range(0, count).Select(i => $"t/0/{1499 - i}"), page.Rejected.Select(rejected => rejected.Id));
        Assert.Equal(CursorAfter(1500 - count), page.Next);
    }

    [Fact]
    public async Task The_last_page_has_no_next_one()
    {
        StoreHolds(50);

        var page = (await Rejected().PageAsync(new(null, null), CancellationToken.None)).Value!;

        Assert.Equal(50, page.Rejected.Count);
        Assert.Null(page.Next);
    }

    [Theory]
    [InlineData(null, 50)]
    [InlineData(7, 7)]
    [InlineData(100, 100)]
    [InlineData(101, 100)]
    [InlineData(1000, 100)]
    public async Task A_replay_takes_50_events_unless_another_number_is_asked_for_and_never_more_than_100(int? limit, int count)
    {
        StoreHolds(1500);

        var (replays, outcome) = (await Rejected().ReplayPageAsync(new(limit, null), CancellationToken.None)).Value!;

        Assert.Equal(count, replays.Count);
        Assert.Equal(new(count, 0, CursorAfter(1500 - count)), outcome);
    }

    [Fact]
    public async Task Events_that_are_replayed_together_keep_their_order()
    {
        StoreHolds(3);

        var (replays, _) = (await Rejected().ReplayPageAsync(new(null, null), CancellationToken.None)).Value!;

        Assert.Equal([0L, 1L, 2L], replays.Select(replay => replay.Original.Offset));
        Assert.Equal(["e-0", "e-1", "e-2"], replays.Select(replay => replay.Purchase.EventId));
    }

    private RejectedEvents Rejected() => new(_store.Object);

    // The cursor behind the event of this offset.
    private static string CursorAfter(long offset) => PageCursor.After(Summary(offset)).ToString();

    private static RejectedSummary Summary(long offset) => new(new("t", 0, offset), RejectionCode.Conflict, "a reason", At(offset));

    private static EventTimestamp At(long offset) => EventTimestamp.FromUnixMicroseconds(1_768_473_254_300_477 + offset);

    // Their offsets run from 0, and the last one is the newest.
    private void StoreHolds(int count)
    {
        _store.Setup(store => store.ListAsync(null, It.IsAny<int>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync((PageCursor? _, int limit, CancellationToken _) =>
                [.. Enumerable.Range(0, Math.Min(limit, count)).Select(i => Summary(count - 1 - i))]);
        _store.Setup(store => store.FindAsync(It.IsAny<EventPosition>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync((EventPosition position, CancellationToken _) => new(
                position,
                RejectionCode.Conflict,
                "a reason",
                null,
                Encoding.UTF8.GetBytes(PurchaseJson.Write(Some.Purchase with { EventId = $"e-{position.Offset}" })),
                At(position.Offset)));
    }
}
