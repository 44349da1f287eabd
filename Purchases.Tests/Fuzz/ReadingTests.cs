using System.Text;
using Purchases.Core.Json;
using Purchases.Tests.Contracts;

namespace Purchases.Tests.Fuzz;

/// <summary>For any bytes the readers return a value or what is wrong, and never throw.</summary>
public sealed class ReadingTests(ITestOutputHelper output)
{
    private const string EscapedEvent =
        """{"eventId": "\u0065-1", "timestamp": "2026-01-15""" +
        """ 12:34:14,5+02:00", "\u0075serId": "\u5ba2\ud83d\udce6", "itemId": "a\\b\"c", "quantity": 9007199254740991""" +
        """, "note": {"a": [1, null]}}""";

    private const string EscapedBuy =
        """{"note": [{"a": null}], "\u0075serId": "\u5ba2\ud83d\udce6", "itemId": "a\\b\"c", "quantity": 9007199254740991}""";

    [Fact]
    public void Any_bytes_are_a_purchase_or_a_fault() => Property.Holds(output, 10_000, Inputs.Bytes, bytes =>
    {
        IsBuyOrFault(bytes);
        IsEventOrReason(bytes);
    });

    // Agreement contains the cases in which reader and schema may differ, and the reasons.
    [Fact]
    public void A_damaged_buy_is_read_exactly_when_the_description_allows_it() =>
        Property.Holds(output, 5_000, Mutant.Of(Some.BuyJson, Some.BuyJson, EscapedBuy), mutant =>
            Agreement.Check(mutant.Utf8, IsBuyOrFault(mutant.Utf8), Schemas.BuyFaults));

    [Fact]
    public void A_damaged_event_is_read_exactly_when_both_documents_allow_it() => Property.Holds(
        output,
        4_000,
        Mutant.Of([Some.EventJson, Some.EventJson, EscapedEvent, EscapedEvent, .. SeedEvent.All.Select(line => line.Value)]),
        mutant =>
        {
            var fault = IsEventOrReason(mutant.Utf8);
            Agreement.Check(mutant.Utf8, fault, json => Schemas.Faults(Schemas.OfEvent, "#", json));
            Agreement.Check(mutant.Utf8, fault, json => Schemas.Faults(Schemas.OfOpenApi, "#/components/schemas/Event", json));
        });

    [Theory]
    [InlineData("""{"\\ud83d\udce6":1,"userId":"u1","itemId":"i1","quantity":2}""")]
    [InlineData("""{"\\\ud83d\udce6":1,"userId":"u1","itemId":"i1","quantity":2}""")]
    [InlineData("""{"\udce6\ud83d":1,"userId":"u1","itemId":"i1","quantity":2}""")]
    public void Escaped_surrogates_in_an_unknown_member_are_allowed_by_both(string json)
    {
        var utf8 = Encoding.UTF8.GetBytes(json);
        Assert.Null(IsBuyOrFault(utf8));
        Agreement.Check(utf8, null, Schemas.BuyFaults);
    }

    private static ReadFault? IsBuyOrFault(byte[] bytes)
    {
        if (PurchaseReader.TryReadBuy(bytes, out var buy, out var fault))
        {
            Assert.Null(fault);
            HoldsWhatIsPromised(buy.UserId, buy.ItemId, buy.Quantity);
        }
        else
        {
            Assert.Null(buy);
            Assert.NotEmpty(fault.Detail);
            Assert.NotEqual(RejectionCode.Unknown, fault.Code);
            if (fault.Errors is not null) Assert.All(fault.Errors, error => Assert.NotEmpty(error.Value));
        }

        return fault;
    }

    private static ReadFault? IsEventOrReason(byte[] bytes)
    {
        if (PurchaseReader.TryReadEvent(bytes, out var purchase, out var fault))
        {
            Assert.Null(fault);
            Assert.Null(TextRules.EventIdFault(purchase.EventId));
            HoldsWhatIsPromised(purchase.UserId, purchase.ItemId, purchase.Quantity);

            // What was read once always reads the same: it is stored and listed in this form.
            Assert.True(PurchaseReader.TryReadEvent(Encoding.UTF8.GetBytes(PurchaseJson.Write(purchase)), out var again, out _));
            Assert.Equal(purchase, again);
        }
        else
        {
            Assert.Null(purchase);
            Assert.NotEmpty(fault.Detail);
            Assert.NotEqual(RejectionCode.Unknown, fault.Code);
            Assert.DoesNotContain(fault.Detail, char.IsControl);
        }

        return fault;
    }

    private static void HoldsWhatIsPromised(string userId, string itemId, long quantity)
    {
        Assert.Null(TextRules.NameFault(userId));
        Assert.Null(TextRules.NameFault(itemId));
        Assert.InRange(quantity, 1, Limits.QuantityMax);
    }
}
