namespace Purchases.Tests.Store;

/// <summary>How purchases are listed.</summary>
public abstract partial class PurchaseStoreContract
{
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
    public async Task A_list_starts_after_its_cursor()
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
}
