using System.Text;
using Purchases.Core;
using Purchases.Core.Json;
using Purchases.Functions.Kafka;
using Purchases.Tests.Contracts;
using Purchases.Tests.Support;

namespace Purchases.Tests.Fuzz;

/// <summary>Whatever bytes anyone sends, the readers answer with a value or with what is wrong, and never with an exception.</summary>
public sealed class ReadingTests(ITestOutputHelper output)
{
    private const string EscapedEvent =
        """{"eventId": "\u0065-1", "timestamp": "2026-01-15""" +
        """ 12:34:14,5+02:00", "\u0075serId": "\u5ba2\ud83d\udce6", "itemId": "a\\b\"c", "quantity": 9007199254740991""" +
        """, "note": {"a": [1, null]}}""";

    private const string EscapedBuy =
        """{"note": [{"a": null}], "\u0075serId": "\u5ba2\ud83d\udce6", "itemId": "a\\b\"c", "quantity": 9007199254740991}""";

    private static readonly string Envelope = MessageEnvelope.Of(TopicMessage.Of(Some.Purchase));

    private static readonly string[] SeedEvents =
        [.. SeedEvent.All.Select(line => line.Value)];

    [Fact]
    public void Any_bytes_are_a_buy_or_a_fault() => Property.Holds(output, 10_000, Inputs.Bytes, bytes => IsBuyOrFault(bytes));

    [Fact]
    public void A_damaged_buy_is_a_buy_or_a_fault() =>
        Property.Holds(output, 25_000, Mutant.Of(Some.BuyJson, Some.BuyJson, EscapedBuy), mutant => IsBuyOrFault(mutant.Utf8));

    [Fact]
    public void Any_bytes_are_an_event_or_a_reason() => Property.Holds(output, 10_000, Inputs.Bytes, bytes => IsEventOrReason(bytes));

    [Fact]
    public void A_damaged_event_is_an_event_or_a_reason() =>
        Property.Holds(output, 30_000, Mutant.Of([Some.EventJson, EscapedEvent, Envelope, .. SeedEvents]),
            mutant => IsEventOrReason(mutant.Utf8));

    private static void IsBuyOrFault(byte[] bytes)
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
    }

    private static void IsEventOrReason(byte[] bytes)
    {
        if (PurchaseReader.TryReadEvent(bytes, out var purchase, out var fault))
        {
            Assert.Null(fault);
            Assert.Null(TextRules.EventIdFault(purchase.EventId));
            HoldsWhatIsPromised(purchase.UserId, purchase.ItemId, purchase.Quantity);

            // What was read once reads the same for ever: it is stored and listed in this form.
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
    }

    private static void HoldsWhatIsPromised(string userId, string itemId, long quantity)
    {
        Assert.Null(TextRules.NameFault(userId));
        Assert.Null(TextRules.NameFault(itemId));
        Assert.InRange(quantity, 1, Limits.QuantityMax);
    }
}
