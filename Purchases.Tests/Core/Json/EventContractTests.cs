using System.Text;
using System.Text.Json;
using Purchases.Core;
using Purchases.Core.Json;
using Purchases.Tests.Support;

namespace Purchases.Tests.Core.Json;

/// <summary>The cases of the contract, and the events that the original really wrote.</summary>
public sealed class EventContractTests
{
    public static TheoryData<string> Cases =>
        [.. Some.Lines("Contract/event-cases.jsonl").Select(line => line.GetProperty("name").GetString()!)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_case_of_the_contract_has_its_outcome(string name)
    {
        var line = Some.Lines("Contract/event-cases.jsonl").Single(line => line.GetProperty("name").GetString() == name);
        var outcome = line.GetProperty("outcome");
        var read = PurchaseReader.TryReadEvent(
            Encoding.UTF8.GetBytes(line.GetProperty("value").GetString()!), out var purchase, out var fault);

        if (outcome.TryGetProperty("recorded", out var recorded))
        {
            Assert.True(read, fault?.Detail);
            Assert.Equal(recorded.GetProperty("timestamp").GetString(), purchase!.Timestamp.ToString());
        }
        else
        {
            Assert.False(read);
            Assert.Contains(outcome.GetProperty("rejected").GetString()!, fault!.Detail, StringComparison.OrdinalIgnoreCase);
            Assert.Equal(outcome.GetProperty("code").GetString(), fault.Code.Text());
        }
    }

    [Fact]
    public void Every_event_that_the_original_wrote_is_read_as_it_was_meant()
    {
        var lines = Some.Lines("Fixtures/seed-events.jsonl").ToList();

        Assert.Equal(60, lines.Count);
        Assert.All(lines, line =>
        {
            var text = line.GetProperty("value").GetString()!;
            var meant = JsonElement.Parse(text);

            Assert.True(PurchaseReader.TryReadEvent(Encoding.UTF8.GetBytes(text), out var purchase, out var fault), fault?.Detail);
            Assert.Equal(meant.GetProperty("eventId").GetString(), purchase.EventId);
            Assert.Equal(meant.GetProperty("timestamp").GetString(), purchase.Timestamp.ToString());
            Assert.Equal(meant.GetProperty("userId").GetString(), purchase.UserId);
            Assert.Equal(line.GetProperty("key").GetString(), purchase.UserId);
            Assert.Equal(meant.GetProperty("itemId").GetString(), purchase.ItemId);
            Assert.Equal(meant.GetProperty("quantity").GetInt64(), purchase.Quantity);
        });
    }
}
