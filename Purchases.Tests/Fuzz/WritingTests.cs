using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Purchases.Core;
using Purchases.Core.Json;
using Purchases.Core.Telemetry;
using Purchases.Functions.Kafka;
using Purchases.Local.Runtime;
using Purchases.Tests.Support;

namespace Purchases.Tests.Fuzz;

/// <summary>What is written is what is read from it, on the topic and in an answer.</summary>
public sealed class WritingTests(ITestOutputHelper output)
{
    // Past what the rules allow too: a store may hold what others wrote into it.
    private static readonly Gen<string> AnyText = Gen.Frequency((3, Inputs.Name), (1, Inputs.EventId), (1, Inputs.Text.Generator));

    private static readonly Arbitrary<PurchaseCreated> AnyPurchase = Arb.From(PurchaseOf(AnyText));

    private static readonly Gen<PurchaseCreated> Purchase = PurchaseOf(Inputs.Name);

    [Fact]
    public void An_event_in_an_answer_is_the_same_event() => Property.Holds(output, 10_000, AnyPurchase, purchase =>
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            PurchaseJson.Write(writer, purchase);

        Assert.Equal(PurchaseJson.Write(purchase), Encoding.UTF8.GetString(bytes.ToArray()));
    });

    [Fact]
    public void Key_value_and_headers_of_a_message_come_through_its_envelope() =>
        Property.Holds(output, 10_000, Arb.From(Purchase), purchase =>
        ComesThrough(TopicMessage.Of(purchase, Some.TraceParent), PurchaseJson.Write(purchase), (TraceParent.Header, Some.TraceParent)));

    [Fact]
    public void Those_of_a_replay_come_through_as_well()
    {
        var original = new EventPosition("purchases.v1", 5, 17);
        Property.Holds(output, 10_000, Arb.From(Purchase.Zip(Inputs.Name)), replayed =>
        {
            var (purchase, json) = replayed;
            ComesThrough(
                TopicMessage.OfReplay(new(original, json, purchase), Some.TraceParent),
                json,
                (RawEvent.ReplayOfHeader, original.ToString()),
                (TraceParent.Header, Some.TraceParent));
        });
    }

    private static Gen<PurchaseCreated> PurchaseOf(Gen<string> text) =>
        from eventId in text
        from userId in text
        from itemId in text
        from quantity in Inputs.Quantity
        from moment in Inputs.Moment
        select new PurchaseCreated { EventId = eventId, Timestamp = moment, UserId = userId, ItemId = itemId, Quantity = quantity };

    private static void ComesThrough(TopicMessage message, string value, params (string Key, string Value)[] headers)
    {
        var record = EnvelopeDecoder.Decode(MessageEnvelope.Of(message));

        Assert.Equal(message.Key, Encoding.UTF8.GetString(record.Key!));
        Assert.Equal(value, Encoding.UTF8.GetString(record.Value!));
        Assert.Equal(headers, record.Headers.Select(header => (header.Key, Encoding.UTF8.GetString(header.Value))));
    }
}
