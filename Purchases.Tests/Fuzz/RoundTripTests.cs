using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using FsCheck.Fluent;
using Microsoft.Extensions.Time.Testing;
using Purchases.Core.Json;
using Purchases.Core.Telemetry;
using Purchases.Functions;
using Purchases.Functions.Kafka;
using Purchases.Local.Runtime;
using Purchases.Tests.Contracts;

namespace Purchases.Tests.Fuzz;

/// <summary>What the app writes itself it reads back unchanged, for every value that its rules allow.</summary>
public sealed class RoundTripTests(ITestOutputHelper output)
{
    private static readonly JsonSerializerOptions Escaped = new();
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly FsCheck.Gen<PurchaseCreated> Purchase =
        from eventId in Inputs.EventId
        from userId in Inputs.Name
        from itemId in Inputs.Name
        from quantity in Inputs.Quantity
        from moment in Inputs.Moment
        select new PurchaseCreated { EventId = eventId, Timestamp = moment, UserId = userId, ItemId = itemId, Quantity = quantity };

    [Fact]
    public void What_buy_emits_fits_the_schema_and_the_recorder_reads_it_unchanged()
    {
        var calls =
            from userId in Inputs.Name
            from itemId in Inputs.Name
            from quantity in Inputs.Quantity
            from key in Inputs.Key
            from moment in Inputs.Moment
            from escaped in Gen.Elements(true, false)
            select (userId, itemId, quantity, key, moment, escaped);

        Property.Holds(output, 2_000, Arb.From(calls), call =>
        {
            var json = JsonSerializer.Serialize(new { call.userId, call.itemId, call.quantity }, call.escaped ? Escaped : Relaxed);
            var post = Call.Post(json);
            if (call.key is not null)
                post.Request.Headers["Idempotency-Key"] = call.key.Text.StartsWith('"') ? Quoted(call.key.Text) : call.key.Text;
            var time = new FakeTimeProvider(
                DateTimeOffset.UnixEpoch.AddTicks(Math.Max(0, call.moment.UnixMicroseconds) * TimeSpan.TicksPerMicrosecond));
            var answer = new Buy(time, Some.Telemetry, new BindingPublisher()).RunAsync(post.Request, CancellationToken.None);
            Assert.True(answer.IsCompletedSuccessfully);

            var record = EnvelopeDecoder.Decode(Assert.Single(answer.Result.Events!));
            Assert.Equal(call.userId, Encoding.UTF8.GetString(record.Key!));
            Assert.Empty(Schemas.WriteFaults(Encoding.UTF8.GetString(record.Value!)));
            Assert.True(PurchaseReader.TryReadEvent(record.Value, out var purchase, out var fault), fault?.Detail);
            Assert.Equal((call.userId, call.itemId, call.quantity), (purchase.UserId, purchase.ItemId, purchase.Quantity));
            Assert.Equal(EventTimestamp.From(time.GetUtcNow()), purchase.Timestamp);
            if (call.key is not null) Assert.Equal(call.key.EventIdFor(call.userId).ToString(), purchase.EventId);
        });
    }

    [Fact]
    public void A_written_event_reads_back_and_is_the_same_in_an_answer() => Property.Holds(output, 3_000, Arb.From(Purchase), purchase =>
    {
        var json = PurchaseJson.Write(purchase);
        Assert.True(PurchaseReader.TryReadEvent(Encoding.UTF8.GetBytes(json), out var read, out var fault), fault?.Detail);
        Assert.Equal(purchase, read);

        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            PurchaseJson.Write(writer, purchase);
        Assert.Equal(json, Encoding.UTF8.GetString(bytes.ToArray()));
    });

    [Fact]
    public void Key_value_and_headers_of_a_message_come_through_its_envelope() =>
        Property.Holds(output, 2_000, Arb.From(Purchase.Zip(Inputs.Name)), replayed =>
        {
            var (purchase, json) = replayed;
            var original = new EventPosition("purchases.v1", 5, 17);
            ComesThrough(
                TopicMessage.Of(purchase, Some.TraceParent), PurchaseJson.Write(purchase), (TraceParent.Header, Some.TraceParent));
            ComesThrough(
                TopicMessage.OfReplay(new(original, json, purchase), Some.TraceParent),
                json,
                (RawEvent.ReplayOfHeader, original.ToString()),
                (TraceParent.Header, Some.TraceParent));
        });

    [Fact]
    public void A_cursor_reads_back() =>
        Property.Holds(
            output, 5_000, Arb.From(Inputs.Moment.Zip(Inputs.EventId, (moment, eventId) => new PageCursor(moment, eventId))), cursor =>
        {
            Assert.True(PageCursor.TryParse(cursor.ToString(), out var read));
            Assert.Equal(cursor, read);
        });

    [Fact]
    public void A_damaged_cursor_is_rejected_or_is_one_that_could_have_been_given() => Property.Holds(
        output,
        5_000,
        Mutant.Of(PageCursor.After(Some.Purchase).ToString(), new PageCursor(Some.Purchase.Timestamp, new('e', 199))
            .ToString(), new PageCursor(default, "客📦").ToString()),
        mutant =>
        {
            if (PageCursor.TryParse(mutant.Text, out var cursor)) Assert.Equal(mutant.Text, cursor.ToString());
        });

    [Fact]
    public void A_damaged_idempotency_key_is_rejected_or_the_same_bare_and_quoted() => Property.Holds(
        output,
        5_000,
        Mutant.Of("order-17", "\"order-17\"", "\"a\\\\b\\\"c\"", new string('k', 254)),
        mutant =>
        {
            if (!IdempotencyKey.TryParse(mutant.Text, out var key)) return;

            Assert.InRange(key.Text.Length, 1, Limits.IdempotencyKeyCharsMax);
            Assert.All(key.Text, unit => Assert.InRange(unit, '!', '~'));
            Assert.True(IdempotencyKey.TryParse(Quoted(key.Text), out var quoted));
            Assert.Equal(key, quoted);
        });

    [Fact]
    public void Text_of_moments_sorts_as_they_do_and_reads_back() =>
        Property.Holds(output, 5_000, Arb.From(Inputs.Moment.Two()), moments =>
        {
            var (one, other) = moments;
            Assert.Equal(
                Math.Sign(one.UnixMicroseconds.CompareTo(other.UnixMicroseconds)),
                Math.Sign(string.CompareOrdinal(one.ToString(), other.ToString())));
            Assert.True(EventTimestamp.TryParse(one.ToString(), out var read));
            Assert.Equal(one, read);
        });

    private static string Quoted(string text) =>
        $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    private static void ComesThrough(TopicMessage message, string value, params (string Key, string Value)[] headers)
    {
        var record = EnvelopeDecoder.Decode(MessageEnvelope.Of(message));

        Assert.Equal(message.Key, Encoding.UTF8.GetString(record.Key!));
        Assert.Equal(value, Encoding.UTF8.GetString(record.Value!));
        Assert.Equal(headers, record.Headers.Select(header => (header.Key, Encoding.UTF8.GetString(header.Value))));
    }
}
