using Purchases.Core.Json;

namespace Purchases.Tests.Core.Json;

public sealed class PurchaseJsonTests
{
    [Fact]
    public void An_event_is_written_as_the_contract_says() => Assert.Equal(Some.EventJson, PurchaseJson.Write(Some.Purchase));

    [Fact]
    public void Only_what_JSON_requires_is_escaped() => Assert.Equal(
        """{"eventId":"order/17","eventType":"PurchaseCreated","eventVersion":1""" +
        ""","timestamp":"0001-01-01T00:00:00.000000+00:00","userId":"客户-7 <&'+>","itemId":"\"a\\b\"","quantity":9007199254740991}""",
        PurchaseJson.Write(new PurchaseCreated
        {
            EventId = "order/17",
            Timestamp = Some.Time("0001-01-01T00:00:00Z"),
            UserId = "客户-7 <&'+>",
            ItemId = "\"a\\b\"",
            Quantity = Limits.QuantityMax,
        }));
}
