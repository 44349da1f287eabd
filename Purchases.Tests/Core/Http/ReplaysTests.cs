using Moq;
using Purchases.Core.Http;

namespace Purchases.Tests.Core.Http;

/// <summary>What a replay of a page puts on the topic.</summary>
public sealed class ReplaysTests
{
    private readonly SomeRejectedEvents _store = new();

    [Theory]
    [InlineData(null, 50)]
    [InlineData(7, 7)]
    [InlineData(100, 100)]
    [InlineData(101, 100)]
    [InlineData(1000, 100)]
    public async Task A_replay_has_50_events_by_default_and_100_at_most(int? limit, int count)
    {
        _store.Holds(1500);

        var (replays, outcome) = (await ReadPageAsync(limit is null ? "" : $"?limit={limit}")).Value!;

        Assert.Equal(count, replays.Count);
        Assert.Equal(new(count, 0, 0, 0, SomeRejectedEvents.CursorAfter(1500 - count)), outcome);
    }

    [Fact]
    public async Task Events_that_are_replayed_together_keep_their_order()
    {
        _store.Holds(3);

        var (replays, _) = (await ReadPageAsync("")).Value!;

        Assert.Equal([0L, 1L, 2L], replays.Select(replay => replay.Original.Offset));
        Assert.Equal(["e-0", "e-1", "e-2"], replays.Select(replay => replay.Purchase.EventId));
    }

    // A collection that is sharded by another key than _id can hold an eventId twice.
    [Fact]
    public async Task An_event_whose_id_is_recorded_twice_with_other_content_is_counted_as_a_conflict()
    {
        _store.Holds(2);
        var recorded = Some.Purchase with { EventId = "e-0", Quantity = 7 };

        var (replays, outcome) = (await ReadPageAsync("", recorded, recorded)).Value!;

        Assert.Equal([1L], replays.Select(replay => replay.Original.Offset));
        Assert.Equal((1, 1), (outcome.Replayed, outcome.Conflicts));
    }

    private Task<Outcome<ReplayPage>> ReadPageAsync(string query, params PurchaseCreated[] recorded)
    {
        var purchases = new Mock<IPurchaseStore>();
        purchases.Setup(store => store.FindAllAsync(It.IsAny<IReadOnlyCollection<string>>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync(recorded);
        var rejected = new RejectedEvents(_store.Object, purchases.Object, TimeProvider.System);
        return new Replays(rejected, _store.Object, purchases.Object, TimeProvider.System)
            .ReadPageAsync(new Call(query).Request, CancellationToken.None);
    }
}
