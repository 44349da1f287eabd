namespace Purchases.Tests.Store;

/// <summary>What a purchase says is kept exactly.</summary>
public abstract partial class PurchaseStoreContract
{
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
}
