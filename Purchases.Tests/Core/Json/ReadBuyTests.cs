using System.Text;
using Purchases.Core.Json;

namespace Purchases.Tests.Core.Json;

public sealed class ReadBuyTests
{
    [Fact]
    public void Members_of_an_event_do_not_count_in_a_buy() =>
        Assert.Equal(new("u1", "i99", 2),
            Read("""{"eventId":7,"timestamp":null,"eventType":"x","eventVersion":9,"userId":"u1","itemId":"i99","quantity":2}"""));

    [Theory]
    [InlineData("\" u1 \"", " u1 ")]
    [InlineData("\"\\u5ba2\\u6237-7\"", "客户-7")]
    [InlineData("\"\\ud83d\\udce6\"", "📦")]
    [InlineData("\"a\\\\b\\\"c\\/d\"", "a\\b\"c/d")]
    public void A_name_is_read_exactly(string json, string text)
    {
        Assert.Equal(text, Read(Some.BuyJson.Replace("\"u1\"", json, StringComparison.Ordinal)).UserId);
        Assert.Equal(text, Read(Some.BuyJson.Replace("\"i99\"", json, StringComparison.Ordinal)).ItemId);
    }

    [Fact]
    public void A_member_name_may_be_escaped() =>
        Assert.Equal(new("u1", "i99", 2),
            Read("""{"\u0075serId":"u1","item\u0049d":"i99","\u0071\u0075\u0061\u006e\u0074\u0069\u0074\u0079":2}"""));

    [Theory]
    [InlineData("""{"userId":"u1","itemId":"i99","quantity":2,"userId":"u2"}""", "userId")]
    [InlineData("""{"userId":7,"itemId":"i99","quantity":2,"\u0075serId":"u2"}""", "userId")]
    [InlineData("""{"userId":"u1","itemId":"i99","quantity":2,"itemId":null}""", "itemId")]
    [InlineData("""{"quantity":3,"userId":"u1","itemId":"i99","quantity":2}""", "quantity")]
    [InlineData("""{"quantity":2,"userId":"u1","itemId":"i99","quantity":3,"quantity":2}""", "quantity")]
    public void A_member_that_comes_twice_with_different_values_is_rejected(string json, string member) =>
        Assert.Equal(["occurs twice, with different values"], FaultOf(json).Errors![member]);

    [Theory]
    [InlineData("user_id", "userId")]
    [InlineData("UserId", "userId")]
    [InlineData("userID", "userId")]
    [InlineData("user-id", "userId")]
    [InlineData("item_id", "itemId")]
    [InlineData("ITEMID", "itemId")]
    [InlineData("qty", "quantity")]
    [InlineData("Quantity", "quantity")]
    [InlineData("_-quantity", "quantity")]
    [InlineData("user", null)]
    [InlineData("usrId", null)]
    [InlineData("quantty", null)]
    [InlineData("QTY", null)]
    [InlineData("items", null)]
    [InlineData("user id", null)]
    [InlineData("us\\u0065r_id", null)]
    [InlineData("userId\\u0007", null)]
    [InlineData("___________________________________user_id", null)]
    public void A_name_that_differs_in_case_underscores_or_hyphens_is_pointed_out(string found, string? meant)
    {
        foreach (var member in new[] { "userId", "itemId", "quantity" })
        {
            var fault = FaultOf(Some.BuyJson.Replace($"\"{member}\"", $"\"{found}\"", StringComparison.Ordinal));
            Assert.Equal([member == meant ? $"is missing: it is called {member}, not {found}" : "is missing"], fault.Errors![member]);
        }
    }

    [Theory]
    [InlineData("""{"user_id":{"name":"x"},"itemId":"i99","quantity":2}""", "userId")]
    [InlineData("""{"userId":"u1","item_id":["i99"],"quantity":2}""", "itemId")]
    [InlineData("""{"userId":"u1","itemId":"i99","qty":"2"}""", "quantity")]
    [InlineData("""{"userId":"u1","itemId":"i99","Quantity":null}""", "quantity")]
    public void A_name_is_pointed_out_only_where_the_value_is_of_the_members_kind(string json, string member) =>
        Assert.Equal(["is missing"], FaultOf(json).Errors![member]);

    [Fact]
    public void The_reason_for_a_nested_buy_says_where_its_members_must_be()
    {
        var fault = FaultOf($$"""{"purchase":{{Some.BuyJson}}}""");

        Assert.Equal("the purchase is nested in \"purchase\", but its members must be at the top level", fault.Detail);
        Assert.Equal(["itemId", "quantity", "userId"], fault.Errors!.Keys.Order());
    }

    [Theory]
    [InlineData("\"note\":{\"a\":[1,{\"userId\":7}]}")]
    [InlineData("\"\":\"\"")]
    [InlineData("\"note\":\"\\ud800\"")]
    [InlineData("\"\\ud800\":1")]
    [InlineData("\"\\udc00\\ud800\":{\"\\ud800\":\"\\ud800\"}")]
    [InlineData("\"userId\\u0000\":7")]
    [InlineData("\"note\":1e999999")]
    public void An_unknown_member_is_ignored_whatever_its_value(string member)
    {
        Assert.Equal(new("u1", "i99", 2), Read($"{{{member},{Some.BuyJson[1..]}"));
        Assert.Equal(new("u1", "i99", 2), Read($"{Some.BuyJson[..^1]},{member}}}"));
    }

    [Theory]
    [InlineData("[")]
    [InlineData("{\"a\":")]
    public void Endless_nesting_is_a_fault_and_not_a_stack_overflow(string opening)
    {
        var deep = string.Concat(Enumerable.Repeat(opening, 10_000));

        Assert.Null(FaultOf(deep).Errors);
        Assert.Null(FaultOf($"{Some.BuyJson[..^1]},\"note\":{deep}").Errors);
        Assert.Null(FaultOf($"{{\"userId\":{deep}").Errors);
    }

    [Theory]
    [InlineData("[]", "an array")]
    [InlineData("null", "null")]
    [InlineData("\"text\"", "a string")]
    public void JSON_that_is_not_an_object_is_rejected_as_a_whole(string text, string kind)
    {
        var (place, fault) = Assert.Single(FaultOf(text).Errors!);
        Assert.Equal(("$", $"must be a JSON object, but is {kind}"), (place, Assert.Single(fault)));
    }

    [Theory]
    [InlineData("{\n  x}", 2, 3)]
    [InlineData("hello", 1, 1)]
    [InlineData("{\"userId\":\"é\",}", 1, 16)]
    [InlineData("{\"userId\":\"u1\"", 1, 15)]
    [InlineData("{} {}", 1, 4)]
    [InlineData("\uFEFF{x", 1, 2)]
    public void A_fault_says_in_which_line_and_byte_it_stops_being_json(string text, int line, int at)
    {
        var fault = FaultOf(text);

        Assert.Equal($"it is not valid JSON (line {line}, byte {at})", fault.Detail);
        Assert.Equal(at, fault.InvalidByte);
    }

    private static BuyRequest Read(string text)
    {
        Assert.True(PurchaseReader.TryReadBuy(Encoding.UTF8.GetBytes(text), out var buy, out var fault), fault?.Detail);
        return buy;
    }

    private static ReadFault FaultOf(string text)
    {
        Assert.False(PurchaseReader.TryReadBuy(Encoding.UTF8.GetBytes(text), out var buy, out var fault));
        Assert.Null(buy);
        return fault;
    }
}
