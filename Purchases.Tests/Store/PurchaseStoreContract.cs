using Purchases.Core;

namespace Purchases.Tests.Store;

/// <summary>What <see cref="IPurchaseStore"/> promises, for every store.</summary>
public abstract class PurchaseStoreContract : StoreContract
{
    /// <summary>A store that is ready. It may hold what other tests left.</summary>
    protected abstract Task<IPurchaseStore> CreateAsync();

    [Fact]
    public async Task A_new_purchase_is_recorded_and_found()
    {
        var store = await CreateAsync();
        var purchase = Purchase("e");

        Assert.Equal([WriteOutcome.Recorded], await WriteAsync(store, purchase));
        Assert.Equal(purchase, await FindAsync(store, purchase.EventId));
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
    public async Task Several_are_found_at_once_and_those_that_are_not_recorded_left_out()
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
    public async Task An_empty_batch_is_fine()
    {
        var store = await CreateAsync();

        Assert.Empty(await WriteAsync(store));
    }

    [Fact]
    public async Task What_was_written_is_seen_at_once()
    {
        var store = await CreateAsync();
        for (var i = 0; i < 20; i++)
        {
            await WriteAsync(store, Purchase($"{i}") with { Timestamp = At(i) });
            Assert.Equal(i + 1, (await ListAsync(store, Unique("u"))).Count);
        }
    }

    [Fact]
    public async Task A_list_is_newest_first_whatever_the_order_of_writing()
    {
        var store = await CreateAsync();
        var inTimeOrder = new[] { "0001-01-01T00:00:00Z", "1969-12-31T23:59:59.999999Z", "1970-01-01T00:00:00Z",
            "2026-01-15T10:34:14.300476Z", "2026-01-15T10:34:14.300477Z", "9999-12-31T23:59:59.999999Z" }
            .Select((time, i) => Purchase(
                $"{i}") with
            { Timestamp = EventTimestamp.TryParse(time, out var timestamp) ? timestamp : throw new FormatException(time) })
            .ToArray();
        await WriteAsync(store, inTimeOrder[3], inTimeOrder[0], inTimeOrder[5], inTimeOrder[1], inTimeOrder[4], inTimeOrder[2]);

        Assert.Equal(inTimeOrder.Reverse(), await ListAsync(store, Unique("u")));
    }

    // UTF-8 byte order is code point order; it differs from the order of UTF-16 units where surrogates meet U+E000–U+FFFF.
    [Fact]
    public async Task Purchases_of_one_moment_are_ordered_by_event_id_descending_in_code_points()
    {
        var store = await CreateAsync();
        string[] ascending = ["", "-", "0", "1", "10", "2", "A", "Z", "_", "a", "aa", "z", "~", "\u007F", "é", "ü", "ÿ", "Ω", "客", "\uD7FF",
            "\uE000", "\uFF21", "\uFFFD", "𝔸", "📦", "\U0010FFFF"];
        var purchases = ascending.Select(Purchase).ToArray();
        await WriteAsync(store, [.. purchases.OrderBy(purchase => purchase.EventId.GetHashCode(StringComparison.Ordinal))]);

        var listed = await ListAsync(store, Unique("u"));
        Assert.Equal(purchases.Reverse().Select(purchase => purchase.EventId), listed.Select(purchase => purchase.EventId));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(1000)]
    public async Task A_list_ends_at_its_limit(int limit)
    {
        var store = await CreateAsync();
        await WriteAsync(store, [.. Enumerable.Range(0, 5).Select(i => Purchase($"{i}") with { Timestamp = At(i) })]);

        Assert.Equal(
            new[] { "4", "3", "2", "1", "0" }.Take(limit).Select(Unique),
            (await ListAsync(store, Unique("u"), limit: limit)).Select(purchase => purchase.EventId));
    }

    [Fact]
    public async Task A_list_starts_behind_its_place()
    {
        var store = await CreateAsync();
        await WriteAsync(store, Purchase("new") with { Timestamp = At(1) }, Purchase("c"), Purchase("b"), Purchase("a"),
            Purchase("old") with { Timestamp = At(-1) });

        Assert.Equal(["c", "b", "a", "old"], await NamesAfterAsync(At(1), "new"));
        Assert.Equal(["b", "a", "old"], await NamesAfterAsync(Noon, "c"));
        Assert.Equal(["old"], await NamesAfterAsync(Noon, "a"));
        Assert.Empty(await NamesAfterAsync(At(-1), "old"));

        // A place is a place, also when no purchase is there (any more).
        Assert.Equal(["c", "b", "a", "old"], await NamesAfterAsync(Noon, "cc"));
        Assert.Equal(["a", "old"], await NamesAfterAsync(Noon, "aa"));
        Assert.Equal(["old"], await NamesAfterAsync(Noon, ""));
        Assert.Equal(5, (await NamesAfterAsync(At(2), "")).Count());
        Assert.Empty(await NamesAfterAsync(At(-2), "zzz"));

        async Task<IEnumerable<string>> NamesAfterAsync(EventTimestamp timestamp, string name) =>
            (await ListAsync(store, Unique("u"), after: new(timestamp, Unique(name))))
                .Select(purchase => purchase.EventId[Unique("").Length..]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(20)]
    public async Task Pages_join_up_to_the_whole_list_without_gap_or_repetition(int limit)
    {
        var store = await CreateAsync();
        await WriteAsync(store, [.. Enumerable.Range(0, 20).Select(i => Purchase($"{i}") with { Timestamp = At(i / 4) })]);

        var pages = new List<PurchaseCreated>();
        PageCursor? after = null;
        while (pages.Count <= 20 && await ListAsync(store, Unique("u"), after, limit) is { Count: > 0 } page)
        {
            pages.AddRange(page);
            after = PageCursor.After(page[^1]);
        }

        Assert.Equal(20, pages.Count);
        Assert.Equal(await ListAsync(store, Unique("u")), pages);
    }

    [Fact]
    public async Task Users_are_compared_exactly()
    {
        var store = await CreateAsync();
        string[] users = ["u", "U", "u ", " u", "uu", "ü", "u\u0308", "ｕ", "u\u200B", "ß", "ss", "K", "\u212A", "i", "ı", "%", "_",
            "u\uFE0F", "\u2028", "\uFEFFu"];
        await WriteAsync(store, [.. users.Select((user, i) => Purchase($"{i}") with { UserId = Unique(user) })]);

        for (var i = 0; i < users.Length; i++)
            Assert.Equal([Unique($"{i}")], (await ListAsync(store, Unique(users[i]))).Select(purchase => purchase.EventId));
    }

    [Fact]
    public async Task Event_ids_are_compared_exactly()
    {
        var store = await CreateAsync();
        string[] ids = ["e", "E", "e ", "é", "e\u0301", "ｅ", "e\u200B", "%", "_", "\0", "e\0", "e\0f"];

        Assert.All(await WriteAsync(store, [.. ids.Select(Purchase)]), outcome => Assert.Equal(WriteOutcome.Recorded, outcome));
        foreach (var id in ids) Assert.Equal(Unique(id), (await FindAsync(store, Unique(id)))?.EventId);
        Assert.Null(await FindAsync(store, Unique("É")));
        Assert.Null(await FindAsync(store, Unique("e  ")));
    }

    [Fact]
    public async Task A_user_without_purchases_has_an_empty_list() => Assert.Empty(await ListAsync(await CreateAsync(), Unique("nobody")));

    [Fact]
    public async Task A_long_list_is_read_whole_and_in_order()
    {
        var store = await CreateAsync();
        var purchases = Enumerable.Range(0, 1500).Select(i => Purchase($"{i:D4}") with { Timestamp = At(i / 3) }).ToArray();
        await WriteAsync(store, purchases);

        Assert.Equal(purchases.Reverse(), await ListAsync(store, Unique("u")));
        Assert.Equal(purchases.Reverse().Take(1001), await ListAsync(store, Unique("u"), limit: 1001));
    }

    [Fact]
    public async Task A_slow_reader_of_a_long_list_holds_nothing_that_a_writer_needs()
    {
        var store = await CreateAsync();
        await WriteAsync(store, [.. Enumerable.Range(0, 1500).Select(i => Purchase($"{i:D4}") with { Timestamp = At(i) })]);

        var read = new HashSet<string>();
        var reader = store.ListAsync(Unique("u"), after: null, limit: null, CancellationToken.None).GetAsyncEnumerator();
        await using (reader)
        {
            while (await reader.MoveNextAsync())
            {
                if (read.Count % 100 == 0) await WriteAsync(store, Purchase($"later {read.Count}") with { Timestamp = At(10_000) });
                Assert.True(read.Add(reader.Current.EventId));
            }
        }

        Assert.Equal(1500, read.Count(id => !id.Contains("later", StringComparison.Ordinal)));
        Assert.Equal(1515, (await ListAsync(store, Unique("u"))).Count);
    }

    [Fact]
    public async Task A_reader_may_stop_in_the_middle()
    {
        var store = await CreateAsync();
        await WriteAsync(store, [.. Enumerable.Range(0, 700).Select(i => Purchase($"{i:D4}"))]);
        await foreach (var purchase in store.ListAsync(Unique("u"), after: null, limit: null, CancellationToken.None))
        {
            Assert.Equal(Unique("0699"), purchase.EventId);
            break;
        }

        Assert.Equal([WriteOutcome.Recorded], await WriteAsync(store, Purchase("after")));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(int.MaxValue)]
    [InlineData(int.MaxValue + 1L)]
    [InlineData(Limits.QuantityMax)]
    public async Task A_quantity_is_kept_exactly(long quantity)
    {
        var store = await CreateAsync();
        var purchase = Purchase("e") with { Quantity = quantity };
        await WriteAsync(store, purchase);

        Assert.Equal(quantity, (await FindAsync(store, purchase.EventId))!.Quantity);
        Assert.Equal([WriteOutcome.AlreadyRecorded], await WriteAsync(store, purchase));
    }

    [Theory]
    [InlineData("'; DROP TABLE purchases; --")]
    [InlineData("{\"$gt\":\"\"}")]
    [InlineData("$where")]
    [InlineData("a.b.$c")]
    [InlineData("\"double\" 'single' `back` \\slash\\ /slash/")]
    [InlineData("客户-📦-é-e\u0301-עברית-ไทย")]
    [InlineData("👩‍👩‍👧‍👦🏳️‍🌈")]
    [InlineData("\u202Ereversed\u202C \u200B\u2060\uFEFF")]
    [InlineData("\u2028\u2029\uFFFC\uFFFD\uFFFE\uFFFF")]
    [InlineData("\uE000\uF8FF\uFDD0\U0001FFFE\U0010FFFF")]
    [InlineData(" leading and trailing ")]
    [InlineData("%_?*[a-z]")]
    [InlineData("NULL")]
    [InlineData("0123")]
    [InlineData("1e5")]
    [InlineData("true")]
    public async Task Any_text_is_kept_exactly(string text)
    {
        var store = await CreateAsync();
        var purchase = Purchase(text) with { UserId = Unique(text), ItemId = text };
        await WriteAsync(store, purchase);

        Assert.Equal(purchase, await FindAsync(store, purchase.EventId));
        Assert.Equal([purchase], await ListAsync(store, purchase.UserId));
        Assert.Equal([WriteOutcome.AlreadyRecorded], await WriteAsync(store, purchase));
    }

    [Fact]
    public async Task The_longest_texts_are_kept_exactly()
    {
        var store = await CreateAsync();
        var room = Limits.TextCharsMax - Unique("").Length;
        var boxes = string.Concat(Enumerable.Repeat("📦", room));
        var purchase = Purchase(boxes) with { UserId = Unique(boxes), ItemId = string.Concat(Enumerable.Repeat("📦", Limits.TextCharsMax)) };
        await WriteAsync(store, purchase);

        Assert.Equal(purchase, await FindAsync(store, purchase.EventId));
        Assert.Equal([purchase], await ListAsync(store, purchase.UserId));
    }

    // Other producers choose their own eventId; nothing forbids control characters in it.
    [Theory]
    [InlineData("\0")]
    [InlineData("before\0after")]
    [InlineData("\t\r\n\u001B\u0085")]
    public async Task Control_characters_in_an_event_id_are_kept_exactly(string text)
    {
        var store = await CreateAsync();
        var purchase = Purchase(text);
        await WriteAsync(store, purchase, Purchase(text + "x"));

        Assert.Equal(purchase, await FindAsync(store, purchase.EventId));
        Assert.Equal([Unique(text + "x"), Unique(text)], (await ListAsync(store, purchase.UserId)).Select(listed => listed.EventId));
        Assert.Equal([WriteOutcome.AlreadyRecorded], await WriteAsync(store, purchase));
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
    public async Task A_list_can_be_cancelled_while_it_is_read()
    {
        var store = await CreateAsync();
        await WriteAsync(store, [.. Enumerable.Range(0, 1500).Select(i => Purchase($"{i:D4}"))]);
        using var stop = new CancellationTokenSource();
        var read = 0;

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var purchase in store.ListAsync(Unique("u"), after: null, limit: null, stop.Token))
            {
                if (++read == 1) await stop.CancelAsync();
            }
        });
        Assert.InRange(read, 1, 1499);
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
