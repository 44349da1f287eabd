using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Purchases.Core;
using Purchases.Core.Json;
using Purchases.Core.Telemetry;
using Purchases.Functions.Kafka;
using Purchases.Local.Embedded;
using Purchases.Local.Runtime;
using Purchases.Tests.Support;

namespace Purchases.Tests.Fuzz;

/// <summary>What is written or taken apart by hand, for speed, is what the general way makes of it, character for character.</summary>
public sealed class WritingTests(ITestOutputHelper output)
{
    private static readonly JsonSerializerOptions Options = PurchaseJson.Configure(new());
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // Past what the rules allow too: a store may hold what others wrote into it.
    private static readonly Gen<string> AnyText = Gen.Frequency((3, Inputs.Name), (1, Inputs.EventId), (1, Inputs.Text.Generator));

    private static readonly Arbitrary<PurchaseCreated> Purchase = Arb.From(
        from eventId in AnyText
        from userId in AnyText
        from itemId in AnyText
        from quantity in Inputs.Quantity
        from moment in Inputs.Moment
        select new PurchaseCreated { EventId = eventId, Timestamp = moment, UserId = userId, ItemId = itemId, Quantity = quantity });

    private static readonly Arbitrary<string> Replayed = Arb.From(Gen.Frequency((2, Purchase.Generator.Select(PurchaseJson.Write)), (1, AnyText)));

    [Fact]
    public void An_event_is_written_as_the_serializer_writes_it() =>
        Property.Holds(output, 10_000, Purchase, purchase => Assert.Equal(JsonSerializer.Serialize(purchase, Options), PurchaseJson.Write(purchase)));

    [Fact]
    public void An_event_in_an_answer_is_the_same_event() => Property.Holds(output, 10_000, Purchase, purchase =>
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping })) PurchaseJson.Write(writer, purchase);

        Assert.Equal(PurchaseJson.Write(purchase), Encoding.UTF8.GetString(bytes.ToArray()));
    });

    [Fact]
    public void An_envelope_is_written_as_the_serializer_writes_it() =>
        Property.Holds(output, 10_000, Purchase, purchase => Assert.Equal(Serialized(purchase, PurchaseJson.Write(purchase)), MessageEnvelope.Of(TopicMessage.Of(purchase))));

    [Fact]
    public void A_replays_envelope_is_written_as_the_serializer_writes_it()
    {
        var original = new EventPosition("purchases.v1", 5, 17);
        Property.Holds(output, 10_000, Replayed, json => Assert.Equal(
            Serialized(Some.Purchase, json, (RawEvent.ReplayOfHeader, original.ToString())), MessageEnvelope.Of(TopicMessage.OfReplay(new(original, json, Some.Purchase)))));
    }

    [Fact]
    public void A_trace_is_written_as_the_serializer_writes_it()
    {
        var original = new EventPosition("purchases.v1", 5, 17);
        var trace = (TraceParent.Header, Some.TraceParent);

        Assert.Equal(Serialized(Some.Purchase, Some.EventJson, trace), MessageEnvelope.Of(TopicMessage.Of(Some.Purchase, Some.TraceParent)));
        Assert.Equal(
            Serialized(Some.Purchase, Some.EventJson, (RawEvent.ReplayOfHeader, original.ToString()), trace),
            MessageEnvelope.Of(TopicMessage.OfReplay(new(original, Some.EventJson, Some.Purchase), Some.TraceParent)));
    }

    [Fact]
    public void What_buy_writes_is_taken_apart_the_short_way() => Property.Holds(output, 10_000, Arb.From(Inputs.Name), name =>
    {
        Assert.True(WrittenEnvelope.TryDecode(MessageEnvelope.Of(TopicMessage.Of(Some.Purchase with { UserId = name, ItemId = name })), out var record));
        Assert.Equal(name, Encoding.UTF8.GetString(record.Key!));
    });

    [Fact]
    public void The_short_way_to_take_an_envelope_apart_agrees_with_the_long_one()
    {
        var hostile = Some.Purchase with { UserId = "客\"\\\u2028📦" };
        TopicMessage[] messages =
        [
            TopicMessage.Of(hostile, Some.TraceParent),
            TopicMessage.OfReplay(new(new("purchases.v1", 5, 17), Some.EventJson, hostile), Some.TraceParent),
        ];

        Property.Holds(output, 25_000, Mutant.Of(Array.ConvertAll(messages, MessageEnvelope.Of)), mutant => Agree(mutant.Text));
        Property.Holds(output, 10_000, Purchase, purchase => Agree(MessageEnvelope.Of(TopicMessage.Of(purchase))));
    }

    private static string Serialized(PurchaseCreated purchase, string json, params (string Key, string Value)[] headers) => JsonSerializer.Serialize(
        new
        {
            Topic = "",
            Partition = 0,
            Offset = 0,
            Timestamp = purchase.Timestamp.ToString(),
            Key = purchase.UserId,
            Value = json,
            Headers = headers.Select(header => new { header.Key, header.Value }),
        },
        Relaxed);

    private static void Agree(string text)
    {
        var expected = EnvelopeDecoder.DecodeAny(text);
        LogRecord actual = EnvelopeDecoder.Decode(text);

        Assert.Equal(expected.Key, actual.Key);
        Assert.Equal(expected.Value, actual.Value);
        Assert.Equal(expected.Headers.Select(header => (header.Key, Convert.ToHexString(header.Value))), actual.Headers.Select(header => (header.Key, Convert.ToHexString(header.Value))));
    }
}
