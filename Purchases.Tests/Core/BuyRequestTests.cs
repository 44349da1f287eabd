namespace Purchases.Tests.Core;

public sealed class BuyRequestTests
{
    private static readonly BuyRequest Buy = new("u1", "i99", 2);

    [Fact]
    public void Without_a_key_each_buy_is_another_purchase_in_time_order()
    {
        var time = Some.Clock();
        var first = Buy.Accept(key: null, time).EventId;
        var second = Buy.Accept(key: null, time).EventId;
        time.Advance(TimeSpan.FromMilliseconds(1));
        var third = Buy.Accept(key: null, time).EventId;

        Assert.NotEqual(first, second);
        Assert.True(string.CompareOrdinal(third, first) > 0 && string.CompareOrdinal(third, second) > 0);
        Assert.Equal(7, Guid.ParseExact(first, "D").Version);
    }

    [Fact]
    public void With_a_key_a_repeated_buy_is_the_same_purchase_at_a_later_time()
    {
        var time = Some.Clock();
        var first = Buy.Accept(Some.Key("order-17"), time);
        time.Advance(TimeSpan.FromMinutes(1));
        var second = Buy.Accept(Some.Key("order-17"), time);

        Assert.Equal("2bf204af-1433-5dfc-9d33-605b5c73d67d", first.EventId);
        Assert.Equal(first.EventId, second.EventId);
        Assert.True(first.Timestamp.UnixMicroseconds < second.Timestamp.UnixMicroseconds);
        Assert.True(first.SameContentAs(second));
    }
}
