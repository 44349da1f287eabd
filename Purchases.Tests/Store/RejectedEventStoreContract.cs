using System.Text;

namespace Purchases.Tests.Store;

/// <summary>What <see cref="IRejectedEventStore"/> promises, for every store.</summary>
public abstract partial class RejectedEventStoreContract : StoreContract
{
    /// <summary>A store that is ready. It may contain data of other tests.</summary>
    protected abstract Task<IRejectedEventStore> CreateAsync();

    /// <summary>The purchase store in the same database as the last store that was created.</summary>
    protected abstract IPurchaseStore Purchases { get; }

    [Fact]
    public async Task A_rejected_event_stays_as_first_kept()
    {
        var store = await CreateAsync();
        var rejected = Rejected(0, "first reason", [0xFF], [0x00, 0xFF]);

        await store.KeepAsync([rejected], CancellationToken.None);
        await store.KeepAsync([rejected, Rejected(1, "reason", null, null), rejected], CancellationToken.None);
        await store.KeepAsync([rejected with { Reason = "later reason", Value = null, RejectedAt = At(60) }], CancellationToken.None);

        AssertSame(rejected, await FindAsync(store, 0));
    }

    [Fact]
    public async Task A_rejected_event_of_any_kind_is_kept_byte_for_byte()
    {
        var store = await CreateAsync();
        RejectedEvent[] kept =
        [
            Rejected(0, "tombstone", null, null),
            Rejected(1, "empty", [], []),
            Rejected(2, "not UTF-8 \"é\" 📦", [0xC3], [0xED, 0xA0, 0x80]),
            Rejected(3, "text", "客户"u8.ToArray(), Encoding.UTF8.GetBytes("{\"$gt\":\"\0\"}")),
            Rejected(4, "byte order mark", "\uFEFF"u8.ToArray(), "\uFEFF{}"u8.ToArray()),
            Rejected(long.MaxValue, "large", null, new byte[1_000_000]),
        ];

        await store.KeepAsync(kept, CancellationToken.None);

        foreach (var rejected in kept) AssertSame(rejected, await FindAsync(store, rejected.Position.Offset));
    }

    [Fact]
    public async Task The_code_and_the_reason_are_kept_and_listed()
    {
        var store = await CreateAsync();
        var codes = Enum.GetValues<RejectionCode>();
        await store.KeepAsync(
            [.. codes.Select((code, i) => Rejected(i, $"reason {i}", null, null) with { Code = code })], CancellationToken.None);

        var listed = (await store.ListAsync(RejectedState.Waiting, null, 1000, CancellationToken.None))
            .ToDictionary(rejected => rejected.Position);
        for (var i = 0; i < codes.Length; i++)
        {
            var found = (await FindAsync(store, i))!;
            Assert.Equal((codes[i], $"reason {i}"), (found.Code, found.Reason));
            Assert.Equal((codes[i], $"reason {i}"), (listed[found.Position].Code, listed[found.Position].Reason));
        }
    }

    [Fact]
    public async Task User_and_item_are_kept_and_listed_where_they_are_known()
    {
        var store = await CreateAsync();
        await store.KeepAsync(
            [Rejected(0) with { UserId = "客户 \"1\"", ItemId = "📦" }, Rejected(1) with { ItemId = "i1" }, Rejected(2)],
            CancellationToken.None);

        var listed = (await store.ListAsync(RejectedState.Waiting, null, 1000, CancellationToken.None)).ToDictionary(one => one.Position);
        (string?, string?)[] expected = [("客户 \"1\"", "📦"), (null, "i1"), (null, null)];
        for (var i = 0; i < expected.Length; i++)
        {
            var found = (await FindAsync(store, i))!;
            Assert.Equal(expected[i], (found.UserId, found.ItemId));
            Assert.Equal(expected[i], (listed[found.Position].UserId, listed[found.Position].ItemId));
        }
    }

    [Fact]
    public async Task An_event_that_was_never_rejected_is_not_found() => Assert.Null(await FindAsync(await CreateAsync(), 7));

    [Fact]
    public async Task Open_events_are_listed_newest_first_in_pages()
    {
        var store = await CreateAsync();
        var future = EventTimestamp.FromUnixMicroseconds(Guid.NewGuid().GetHashCode() + 200_000_000_000_000_000L);
        RejectedEvent[] kept = [.. Enumerable.Range(0, 5).Select(i => Rejected(i, "reason", null, null) with
        {
            // Newer than everything else in a shared database; the last two at one moment.
            RejectedAt = EventTimestamp.FromUnixMicroseconds(future.UnixMicroseconds + Math.Min(i, 3)),
        })];
        await store.KeepAsync(kept, CancellationToken.None);

        var read = new List<long>();
        PageCursor? after = new(EventTimestamp.FromUnixMicroseconds(future.UnixMicroseconds + 4), "");
        while (read.Count < 5)
        {
            var page = await store.ListAsync(RejectedState.Waiting, after, 2, CancellationToken.None);
            Assert.InRange(page.Count, 1, 2);
            read.AddRange(page.TakeWhile(rejected => rejected.RejectedAt.UnixMicroseconds >= future.UnixMicroseconds)
                .Select(rejected => rejected.Position.Offset));
            after = PageCursor.After(page[^1]);
        }

        Assert.Equal([4, 3, 2, 1, 0], read);
    }

    [Fact]
    public async Task A_replayed_event_names_its_first_successor_and_is_no_longer_open()
    {
        var store = await CreateAsync();
        await store.KeepAsync([Rejected(0, "reason", null, null), Rejected(1, "reason", null, null)], CancellationToken.None);
        var (original, successor) = (Rejected(0, "", null, null).Position, Rejected(8, "", null, null).Position);

        await store.MarkReplayedAsync(
            [new(original, successor), new(Rejected(5, "", null, null).Position, successor)], CancellationToken.None);
        await store.MarkReplayedAsync([new(original, successor with { Offset = 9 })], CancellationToken.None);

        Assert.Equal(successor, (await FindAsync(store, 0))!.ReplayedAs);
        Assert.Null((await FindAsync(store, 1))!.ReplayedAs);
        Assert.Null(await FindAsync(store, 5));
        var waiting = await store.ListAsync(RejectedState.Waiting, null, 1000, CancellationToken.None);
        Assert.DoesNotContain(waiting, rejected => rejected.Position == original);
        Assert.Contains(waiting, rejected => rejected.Position == original with { Offset = 1 });
    }

    [Fact]
    public async Task Rejected_events_of_one_moment_are_ordered_by_position_text_descending()
    {
        var store = await CreateAsync();
        var at = EventTimestamp.FromUnixMicroseconds(Random.Shared.NextInt64(1_000_000_000_000_000, 190_000_000_000_000_000));
        await store.KeepAsync(
            [.. new[] { 1, 10, 9 }.Select(offset => Rejected(offset, "reason", null, null) with { RejectedAt = at })],
            CancellationToken.None);

        Assert.Equal([9, 10, 1], await OffsetsBehindAsync(EventTimestamp.FromUnixMicroseconds(at.UnixMicroseconds + 1), "", 3));
        Assert.Equal([10, 1], await OffsetsBehindAsync(at, Rejected(9, "", null, null).Position.ToString(), 2));

        async Task<IEnumerable<long>> OffsetsBehindAsync(EventTimestamp timestamp, string id, int limit) =>
            (await store.ListAsync(RejectedState.Waiting, new(timestamp, id), limit, CancellationToken.None))
                .Select(rejected => rejected.Position.Offset);
    }

    [Fact]
    public async Task A_replayed_event_stays_readable_and_replayed_when_it_is_delivered_again()
    {
        var store = await CreateAsync();
        var rejected = Rejected(0, "reason", [1], [0xFF]);
        var successor = Rejected(8, "", null, null).Position;
        await store.KeepAsync([rejected], CancellationToken.None);
        await store.MarkReplayedAsync([new(rejected.Position, successor)], CancellationToken.None);
        await store.KeepAsync([rejected], CancellationToken.None);

        AssertSame(rejected with { ReplayedAs = successor }, await FindAsync(store, 0));
    }

    [Fact]
    public async Task A_rejected_event_is_not_a_purchase()
    {
        var store = await CreateAsync();
        var rejected = Rejected(0, "reason", null, "{}"u8.ToArray());
        await store.KeepAsync([rejected], CancellationToken.None);

        Assert.Null(await Purchases.FindAsync(rejected.Position.ToString(), CancellationToken.None));
    }

    [Fact]
    public async Task Keeping_no_events_succeeds() => await (await CreateAsync()).KeepAsync([], CancellationToken.None);

    [Fact]
    public async Task A_cancelled_call_throws_and_keeps_nothing()
    {
        var store = await CreateAsync();
        var cancelled = new CancellationToken(canceled: true);
        var rejected = Rejected(0, "reason", null, null);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.KeepAsync([rejected], cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.ListAsync(RejectedState.Waiting, after: null, 1, cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.FindAsync(rejected.Position, cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.MarkReplayedAsync([], cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.TryClaimAsync(rejected.Position, Noon, cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.ReleaseAsync(rejected.Position, Noon, cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.TryDismissAsync(rejected.Position, new(Noon, null), cancelled));
        Assert.Null(await FindAsync(store, 0));
    }

    private RejectedEvent Rejected(long offset, string reason, byte[]? key, byte[]? value) =>
        new(new(Unique("topic"), 0, offset), RejectionCode.InvalidJson, reason, key, value, Noon);

    private Task<RejectedEvent?> FindAsync(IRejectedEventStore store, long offset) =>
        store.FindAsync(Rejected(offset, "", null, null).Position, CancellationToken.None);

    private static void AssertSame(RejectedEvent expected, RejectedEvent? actual)
    {
        Assert.Equal(expected.Key, actual!.Key);
        Assert.Equal(expected.Value, actual.Value);
        Assert.Equal(expected, actual with { Key = expected.Key, Value = expected.Value });
    }
}
