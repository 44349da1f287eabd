using System.Text;
using System.Text.Json;
using Purchases.Core;
using Purchases.Core.Json;
using Purchases.Tests.Contracts;

namespace Purchases.Tests.Core.Json;

/// <summary>The cases of the contract, and the events that the original really wrote.</summary>
public sealed class EventContractTests
{
    public static TheoryData<string> Cases =>
        [.. EventCase.All.Select(@case => @case.Name)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_case_of_the_contract_has_its_outcome(string name)
    {
        var @case = EventCase.All.Single(@case => @case.Name == name);
        var read = PurchaseReader.TryReadEvent(Encoding.UTF8.GetBytes(@case.Value), out var purchase, out var fault);

        if (@case.Rejected is { } rejected)
        {
            Assert.False(read);
            Assert.Contains(rejected.Word, fault!.Detail, StringComparison.OrdinalIgnoreCase);
            Assert.Equal(rejected.Code, fault.Code.Text());
        }
        else
        {
            Assert.True(read, fault?.Detail);
            Assert.Equal(@case.RecordedTimestamp, purchase!.Timestamp.ToString());
        }
    }

    [Fact]
    public void Every_event_that_the_original_wrote_is_read_as_it_was_meant()
    {
        Assert.Equal(60, SeedEvent.All.Count);
        Assert.All(SeedEvent.All, line =>
        {
            var meant = JsonElement.Parse(line.Value);

            Assert.True(PurchaseReader.TryReadEvent(Encoding.UTF8.GetBytes(line.Value), out var purchase, out var fault), fault?.Detail);
            Assert.Equal(meant.GetProperty("eventId").GetString(), purchase.EventId);
            Assert.Equal(meant.GetProperty("timestamp").GetString(), purchase.Timestamp.ToString());
            Assert.Equal(meant.GetProperty("userId").GetString(), purchase.UserId);
            Assert.Equal(line.Key, purchase.UserId);
            Assert.Equal(meant.GetProperty("itemId").GetString(), purchase.ItemId);
            Assert.Equal(meant.GetProperty("quantity").GetInt64(), purchase.Quantity);
        });
    }
}
