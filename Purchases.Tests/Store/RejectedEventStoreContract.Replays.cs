namespace Purchases.Tests.Store;

// Claims, dismissals, and what successors do to their originals.
public abstract partial class RejectedEventStoreContract
{
    private static readonly TimeSpan Tick = TimeSpan.FromMicroseconds(1);

    // docs/api.md: an event that is being replayed is left alone for ten minutes.
    private static readonly TimeSpan ReplayTime = TimeSpan.FromMinutes(10);

    [Fact]
    public async Task Of_simultaneous_claims_one_succeeds()
    {
        var store = await CreateAsync();
        await store.KeepAsync([Rejected(0)], CancellationToken.None);

        var claims = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => ClaimAsync(store, 0, Noon))));

        Assert.Single(claims, claimed => claimed);
    }

    [Fact]
    public async Task A_claimed_event_is_open_and_says_since_when_it_is_being_replayed()
    {
        var store = await CreateAsync();
        await store.KeepAsync([Rejected(0)], CancellationToken.None);
        Assert.True(await ClaimAsync(store, 0, At(5)));

        Assert.Equal((RejectedState.Waiting, At(5)), ((await FindAsync(store, 0))!.State, (await FindAsync(store, 0))!.ReplayingSince));
        Assert.Equal([0], await OffsetsAsync(store, RejectedState.Waiting));
    }

    [Fact]
    public async Task A_claim_holds_for_its_time_and_no_longer()
    {
        var store = await CreateAsync();
        await store.KeepAsync([Rejected(0)], CancellationToken.None);
        Assert.True(await ClaimAsync(store, 0, Noon));

        Assert.False(await ClaimAsync(store, 0, Noon + ReplayTime - Tick));
        Assert.True(await ClaimAsync(store, 0, Noon + ReplayTime));
        Assert.False(await ClaimAsync(store, 0, Noon + ReplayTime + Tick));
    }

    [Fact]
    public async Task A_claim_from_the_future_does_not_hold_an_event_until_then()
    {
        var store = await CreateAsync();
        await store.KeepAsync([Rejected(0)], CancellationToken.None);
        Assert.True(await ClaimAsync(store, 0, Noon + ReplayTime));

        Assert.False(await ClaimAsync(store, 0, Noon + Tick));
        Assert.True(await ClaimAsync(store, 0, Noon));
    }

    [Fact]
    public async Task A_released_claim_is_free_and_only_its_holder_can_release_it()
    {
        var store = await CreateAsync();
        await store.KeepAsync([Rejected(0)], CancellationToken.None);
        Assert.True(await ClaimAsync(store, 0, Noon));

        await store.ReleaseAsync(Position(0), At(1), CancellationToken.None);
        Assert.False(await ClaimAsync(store, 0, At(2)));

        await store.ReleaseAsync(Position(0), Noon, CancellationToken.None);
        Assert.Null((await FindAsync(store, 0))!.ReplayingSince);
        Assert.True(await ClaimAsync(store, 0, At(2)));
    }

    [Fact]
    public async Task Only_open_events_can_be_claimed_or_dismissed()
    {
        var store = await CreateAsync();
        await store.KeepAsync([Rejected(0), Rejected(1)], CancellationToken.None);
        await store.MarkReplayedAsync([new(Position(0), Position(8))], CancellationToken.None);
        Assert.True(await DismissAsync(store, 1, Noon));

        foreach (var offset in new[] { 0, 1, 7 })
        {
            Assert.False(await ClaimAsync(store, offset, Noon));
            Assert.False(await DismissAsync(store, offset, Noon));
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("the shop's test, see\n\tticket \"17\" 📦")]
    public async Task A_dismissed_event_keeps_time_and_note_and_is_no_longer_open(string? note)
    {
        var store = await CreateAsync();
        await store.KeepAsync([Rejected(0), Rejected(1)], CancellationToken.None);

        Assert.True(await DismissAsync(store, 0, At(60), note));
        Assert.False(await DismissAsync(store, 0, At(61), "another note"));

        var dismissed = (await FindAsync(store, 0))!;
        Assert.Equal((RejectedState.Dismissed, new Dismissal(At(60), note)), (dismissed.State, dismissed.Dismissal));
        Assert.Equal([0], await OffsetsAsync(store, RejectedState.Dismissed));
        Assert.Equal([1], await OffsetsAsync(store, RejectedState.Waiting));
    }

    [Fact]
    public async Task An_event_that_is_being_replayed_can_not_be_dismissed_until_its_claim_expires()
    {
        var store = await CreateAsync();
        await store.KeepAsync([Rejected(0)], CancellationToken.None);
        Assert.True(await ClaimAsync(store, 0, Noon));

        Assert.False(await DismissAsync(store, 0, Noon + ReplayTime - Tick));
        Assert.True(await DismissAsync(store, 0, Noon + ReplayTime));
    }

    [Fact]
    public async Task A_dismissed_event_stays_dismissed_when_its_successor_is_recorded()
    {
        var store = await CreateAsync();
        await store.KeepAsync([Rejected(0)], CancellationToken.None);
        await DismissAsync(store, 0, Noon);
        await store.MarkReplayedAsync([new(Position(0), Position(8))], CancellationToken.None);

        Assert.Equal(RejectedState.Dismissed, (await FindAsync(store, 0))!.State);
    }

    [Fact]
    public async Task A_successor_that_is_rejected_takes_its_originals_place()
    {
        var store = await CreateAsync();
        await store.KeepAsync([Rejected(0)], CancellationToken.None);
        await ClaimAsync(store, 0, Noon);
        await store.KeepAsync([Successor(8, 0)], CancellationToken.None);

        Assert.Equal(Position(8), (await FindAsync(store, 0))!.ReplayedAs);
        Assert.Equal(Position(0), (await FindAsync(store, 8))!.ReplayOf);
        Assert.Equal([0], await OffsetsAsync(store, RejectedState.Replayed));
        Assert.Equal([8], await OffsetsAsync(store, RejectedState.Waiting));
        Assert.True(await ClaimAsync(store, 8, Noon));
    }

    [Fact]
    public async Task A_successor_that_is_delivered_again_keeps_the_place()
    {
        var store = await CreateAsync();
        await store.KeepAsync([Rejected(0)], CancellationToken.None);
        for (var delivery = 0; delivery < 3; delivery++) await store.KeepAsync([Successor(8, 0)], CancellationToken.None);

        Assert.Equal([8], await OffsetsAsync(store, RejectedState.Waiting));
        Assert.Empty(await OffsetsAsync(store, RejectedState.Dismissed));
    }

    // As when the recorder ended between the two.
    [Fact]
    public async Task A_successor_whose_original_was_marked_before_it_was_kept_is_open()
    {
        var store = await CreateAsync();
        await store.KeepAsync([Rejected(0)], CancellationToken.None);
        await store.MarkReplayedAsync([new(Position(0), Position(8))], CancellationToken.None);
        await store.KeepAsync([Successor(8, 0)], CancellationToken.None);

        Assert.Equal([8], await OffsetsAsync(store, RejectedState.Waiting));
    }

    [Fact]
    public async Task Of_two_successors_one_is_open_and_the_other_is_dismissed_with_a_note()
    {
        var store = await CreateAsync();
        await store.KeepAsync([Rejected(0)], CancellationToken.None);
        await store.KeepAsync([Successor(8, 0), Successor(9, 0)], CancellationToken.None);

        Assert.Equal([8], await OffsetsAsync(store, RejectedState.Waiting));
        Assert.Equal([9], await OffsetsAsync(store, RejectedState.Dismissed));
        Assert.Contains(Position(0).ToString(), (await FindAsync(store, 9))!.Dismissal!.Note, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_successors_that_recorders_keep_at_once_one_is_open()
    {
        var store = await CreateAsync();
        await store.KeepAsync([Rejected(0)], CancellationToken.None);
        await Task.WhenAll(Enumerable.Range(8, 8).Select(offset => Task.Run(() =>
            store.KeepAsync([Successor(offset, 0)], CancellationToken.None))));

        Assert.Single(await OffsetsAsync(store, RejectedState.Waiting));
        Assert.Equal(7, (await OffsetsAsync(store, RejectedState.Dismissed)).Count);
    }

    [Fact]
    public async Task A_successor_of_a_dismissed_event_is_dismissed()
    {
        var store = await CreateAsync();
        await store.KeepAsync([Rejected(0)], CancellationToken.None);
        await DismissAsync(store, 0, Noon);
        await store.KeepAsync([Successor(8, 0)], CancellationToken.None);

        Assert.Empty(await OffsetsAsync(store, RejectedState.Waiting));
        Assert.Equal([8, 0], await OffsetsAsync(store, RejectedState.Dismissed));
    }

    [Fact]
    public async Task An_event_that_names_an_unknown_original_is_open()
    {
        var store = await CreateAsync();
        await store.KeepAsync([Successor(8, 0)], CancellationToken.None);

        Assert.Equal([8], await OffsetsAsync(store, RejectedState.Waiting));
    }

    private RejectedEvent Rejected(long offset) => Rejected(offset, "reason", null, null);

    private RejectedEvent Successor(long offset, long original) =>
        Rejected(offset) with { ReplayOf = Position(original), RejectedAt = At((int)offset) };

    private EventPosition Position(long offset) => Rejected(offset).Position;

    private Task<bool> ClaimAsync(IRejectedEventStore store, long offset, EventTimestamp now) =>
        store.TryClaimAsync(Position(offset), now, CancellationToken.None);

    private Task<bool> DismissAsync(IRejectedEventStore store, long offset, EventTimestamp now, string? note = null) =>
        store.TryDismissAsync(Position(offset), new(now, note), CancellationToken.None);

    private async Task<IReadOnlyList<long>> OffsetsAsync(IRejectedEventStore store, RejectedState state) =>
        [.. (await store.ListAsync(state, after: null, 1000, CancellationToken.None))
            .Where(rejected => rejected.Position.Topic == Unique("topic"))
            .Select(rejected =>
            {
                Assert.Equal(state, rejected.State);
                return rejected.Position.Offset;
            })];
}
