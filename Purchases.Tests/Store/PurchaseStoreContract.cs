namespace Purchases.Tests.Store;

/// <summary>What <see cref="IPurchaseStore"/> promises, for every store.</summary>
public abstract partial class PurchaseStoreContract : StoreContract
{
    /// <summary>A store that is ready. It may contain data of other tests.</summary>
    protected abstract Task<IPurchaseStore> CreateAsync();

    [Fact]
    public async Task A_new_purchase_is_recorded_and_found()
    {
        var store = await CreateAsync();
        var purchase = Purchase("e");

        Assert.Equal([WriteOutcome.Recorded], await WriteAsync(store, purchase));
        Assert.Equal(purchase, await FindAsync(store, purchase.EventId));
    }

    // Red when PurchaseCreated has a member that the store doesn't keep.
    [Fact]
    public async Task Every_member_is_kept()
    {
        var store = await CreateAsync();
        var purchase = Some.WithEveryMember(Purchase("e"));
        await WriteAsync(store, purchase);

        Assert.Equal(purchase, await FindAsync(store, purchase.EventId));
        Assert.Equal([purchase], await ListAsync(store, purchase.UserId));
    }

    [Fact]
    public async Task A_purchase_that_was_not_written_is_not_found()
    {
        var store = await CreateAsync();
        await WriteAsync(store, Purchase("e"));

        Assert.Null(await FindAsync(store, Unique("other")));
        Assert.Null(await FindAsync(store, ""));
    }

    [Fact]
    public async Task Several_are_found_in_one_call_without_those_that_are_not_recorded()
    {
        var store = await CreateAsync();
        await WriteAsync(store, Purchase("a"), Purchase("b"), Purchase("c"));

        var found = await store.FindAllAsync([Unique("c"), Unique("missing"), Unique("a")], CancellationToken.None);

        Assert.Equal([Purchase("a"), Purchase("c")], found.OrderBy(purchase => purchase.EventId, StringComparer.Ordinal));
        Assert.Empty(await store.FindAllAsync([], CancellationToken.None));
    }

    [Fact]
    public async Task A_redelivered_purchase_is_already_recorded_and_changes_nothing()
    {
        var store = await CreateAsync();
        var purchase = Purchase("e");
        await WriteAsync(store, purchase);

        Assert.Equal([WriteOutcome.AlreadyRecorded], await WriteAsync(store, purchase));
        Assert.Equal([purchase], await ListAsync(store, purchase.UserId));
    }

    [Fact]
    public async Task The_same_content_at_a_later_time_is_already_recorded_and_the_first_time_stays()
    {
        var store = await CreateAsync();
        var purchase = Purchase("e");
        await WriteAsync(store, purchase);

        Assert.Equal([WriteOutcome.AlreadyRecorded], await WriteAsync(store, purchase with { Timestamp = At(60) }));
        Assert.Equal([purchase], await ListAsync(store, purchase.UserId));
    }

    [Fact]
    public async Task Other_content_under_a_recorded_event_id_is_a_conflict_and_the_first_stays()
    {
        var store = await CreateAsync();
        var purchase = Purchase("e");
        await WriteAsync(store, purchase);
        PurchaseCreated[] others =
        [
            purchase with { Quantity = 3 },
            purchase with { ItemId = "i100" },
            purchase with { UserId = Unique("other") },
            purchase with { UserId = Unique("other"), ItemId = "i100", Quantity = 3, Timestamp = At(60) },
        ];

        Assert.All(await WriteAsync(store, others), outcome => Assert.Equal(WriteOutcome.Conflict, outcome));
        Assert.Equal(purchase, await FindAsync(store, purchase.EventId));
        Assert.Equal([purchase], await ListAsync(store, purchase.UserId));
        Assert.Empty(await ListAsync(store, Unique("other")));
    }

    [Fact]
    public async Task There_is_one_outcome_per_purchase_in_the_same_order()
    {
        var store = await CreateAsync();
        await WriteAsync(store, Purchase("known"));

        Assert.Equal(
            [WriteOutcome.Recorded, WriteOutcome.Conflict, WriteOutcome.Recorded, WriteOutcome.AlreadyRecorded, WriteOutcome.Recorded],
            await WriteAsync(
                store, Purchase("a"), Purchase("known") with { Quantity = 3 }, Purchase("b"), Purchase("known"), Purchase("c")));
    }

    [Fact]
    public async Task Of_duplicates_within_a_batch_the_first_wins()
    {
        var store = await CreateAsync();
        var first = Purchase("e");

        Assert.Equal(
            [WriteOutcome.Recorded, WriteOutcome.AlreadyRecorded, WriteOutcome.Conflict, WriteOutcome.Recorded,
            WriteOutcome.AlreadyRecorded],
            await WriteAsync(store, first, first with { Timestamp = At(60) }, first with { Quantity = 3 }, Purchase("f"), first));
        Assert.Equal(first, await FindAsync(store, first.EventId));
    }

    [Fact]
    public async Task A_replayed_batch_changes_nothing()
    {
        var store = await CreateAsync();
        var batch = Enumerable.Range(0, 50).Select(i => Purchase($"{i}") with { Timestamp = At(i) }).ToArray();
        await WriteAsync(store, batch);
        var before = await ListAsync(store, Unique("u"));

        Assert.All(await WriteAsync(store, batch), outcome => Assert.Equal(WriteOutcome.AlreadyRecorded, outcome));
        Assert.Equal(before, await ListAsync(store, Unique("u")));
        Assert.Equal(50, before.Count);
    }

    [Fact]
    public async Task An_empty_batch_succeeds()
    {
        var store = await CreateAsync();

        Assert.Empty(await WriteAsync(store));
    }

    [Fact]
    public async Task A_written_purchase_is_visible_at_once()
    {
        var store = await CreateAsync();
        for (var i = 0; i < 20; i++)
        {
            await WriteAsync(store, Purchase($"{i}") with { Timestamp = At(i) });
            Assert.Equal(i + 1, (await ListAsync(store, Unique("u"))).Count);
        }
    }

    [Fact]
    public async Task A_cancelled_call_throws_and_writes_nothing()
    {
        var store = await CreateAsync();
        var cancelled = new CancellationToken(canceled: true);
        var purchase = Purchase("e");

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.WriteAsync([purchase], cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.FindAsync(purchase.EventId, cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.FindAllAsync([purchase.EventId], cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await store.ListAsync(purchase.UserId, null, null, cancelled).ToListAsync());
        Assert.Null(await FindAsync(store, purchase.EventId));
    }

    [Fact]
    public async Task Concurrent_writers_of_the_same_purchases_record_each_once()
    {
        var store = await CreateAsync();
        const int writers = 8;
        var purchases = Enumerable.Range(0, 100).Select(i => Purchase($"{i}") with { Timestamp = At(i) }).ToArray();
        var outcomes = await Task.WhenAll(Enumerable.Range(0, writers).Select(writer => Task.Run(async () =>
        {
            var mine = writer % 2 == 0 ? purchases : [.. purchases.Reverse()];
            var written = new List<(string EventId, WriteOutcome Outcome)>();
            foreach (var batch in mine.Chunk(10))
                written.AddRange(batch.Select(purchase => purchase.EventId).Zip(await WriteAsync(store, batch)));
            return written;
        })));

        Assert.All(outcomes.SelectMany(written => written).GroupBy(written => written.EventId), of =>
        {
            Assert.Equal(1, of.Count(written => written.Outcome == WriteOutcome.Recorded));
            Assert.Equal(writers - 1, of.Count(written => written.Outcome == WriteOutcome.AlreadyRecorded));
        });
        Assert.Equal(purchases.Reverse(), await ListAsync(store, Unique("u")));
    }

    [Fact]
    public async Task Of_concurrent_writers_with_other_contents_one_wins_and_the_rest_are_conflicts()
    {
        var store = await CreateAsync();
        var outcomes = await Task.WhenAll(Enumerable.Range(1, 8).Select(quantity => Task.Run(async () =>
            (Quantity: (long)quantity, Outcome: (await WriteAsync(store, Purchase("e") with { Quantity = quantity })).Single()))));

        var winner = Assert.Single(outcomes, written => written.Outcome == WriteOutcome.Recorded);
        Assert.Equal(7, outcomes.Count(written => written.Outcome == WriteOutcome.Conflict));
        Assert.Equal(winner.Quantity, (await FindAsync(store, Unique("e")))!.Quantity);
    }

    private static Task<IReadOnlyList<WriteOutcome>> WriteAsync(IPurchaseStore store, params PurchaseCreated[] purchases) =>
        store.WriteAsync(purchases, CancellationToken.None);

    private static Task<PurchaseCreated?> FindAsync(IPurchaseStore store, string eventId) =>
        store.FindAsync(eventId, CancellationToken.None);

    private static async Task<List<PurchaseCreated>> ListAsync(
        IPurchaseStore store, string userId, PageCursor? after = null, int? limit = null) =>
        await store.ListAsync(userId, after, limit, CancellationToken.None).ToListAsync();
}
