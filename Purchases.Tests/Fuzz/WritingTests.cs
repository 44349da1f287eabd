using System.Diagnostics;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Purchases.Core;
using Purchases.Core.Json;
using Purchases.Core.Telemetry;
using Purchases.Functions.Kafka;
using Purchases.Tests.Support;
using Xunit.Abstractions;

namespace Purchases.Tests.Fuzz;

/// <summary>What is written by hand, for speed, is what the serializer makes of it, character for character.</summary>
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
        Property.Holds(output, 10_000, Purchase, purchase => Assert.Equal(Serialized(purchase, PurchaseJson.Write(purchase)), MessageEnvelope.Of(purchase)));

    [Fact]
    public void A_replays_envelope_is_written_as_the_serializer_writes_it()
    {
        var original = new EventPosition("purchases.v1", 5, 17);
        Property.Holds(output, 10_000, Replayed, json => Assert.Equal(
            Serialized(Some.Purchase, json, (RawEvent.ReplayOfHeader, original.ToString())), MessageEnvelope.OfReplay(json, Some.Purchase, original)));
    }

    [Fact]
    public void A_trace_is_written_as_the_serializer_writes_it()
    {
        var original = new EventPosition("purchases.v1", 5, 17);
        using var activity = new Activity("buy").SetIdFormat(ActivityIdFormat.W3C).Start();
        var trace = (TraceParent.Header, activity.Id!);

        Assert.Equal(Serialized(Some.Purchase, Some.EventJson, trace), MessageEnvelope.Of(Some.Purchase));
        Assert.Equal(
            Serialized(Some.Purchase, Some.EventJson, (RawEvent.ReplayOfHeader, original.ToString()), trace),
            MessageEnvelope.OfReplay(Some.EventJson, Some.Purchase, original));
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
}
