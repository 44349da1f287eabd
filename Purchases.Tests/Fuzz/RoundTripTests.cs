using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using FsCheck.Fluent;
using Microsoft.Extensions.Time.Testing;
using Purchases.Core;
using Purchases.Core.Json;
using Purchases.Functions;
using Purchases.Functions.Kafka;
using Purchases.Local.Runtime;
using Purchases.Tests.Support;

namespace Purchases.Tests.Fuzz;

/// <summary>What the app writes itself it reads back unchanged, for every value that its rules allow.</summary>
public sealed class RoundTripTests(ITestOutputHelper output)
{
    private static readonly JsonSerializerOptions Escaped = new();
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public void What_buy_emits_the_recorder_reads_unchanged()
    {
        var calls =
            from userId in Inputs.Name
            from itemId in Inputs.Name
            from quantity in Inputs.Quantity
            from key in Inputs.Key
            from moment in Inputs.Moment
            from escaped in Gen.Elements(true, false)
            select (userId, itemId, quantity, key, moment, escaped);

        Property.Holds(output, 10_000, Arb.From(calls), call =>
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
            Assert.True(PurchaseReader.TryReadEvent(record.Value, out var purchase, out var fault), fault?.Detail);
            Assert.Equal((call.userId, call.itemId, call.quantity), (purchase.UserId, purchase.ItemId, purchase.Quantity));
            Assert.Equal(EventTimestamp.From(time.GetUtcNow()), purchase.Timestamp);
            if (call.key is not null) Assert.Equal(call.key.EventIdFor(call.userId).ToString(), purchase.EventId);
        });
    }

    [Fact]
    public void A_written_event_reads_back()
    {
        var purchases =
            from eventId in Inputs.EventId
            from userId in Inputs.Name
            from itemId in Inputs.Name
            from quantity in Inputs.Quantity
            from moment in Inputs.Moment
            select new PurchaseCreated { EventId = eventId, Timestamp = moment, UserId = userId, ItemId = itemId, Quantity = quantity };

        Property.Holds(output, 10_000, Arb.From(purchases), purchase =>
        {
            Assert.True(PurchaseReader.TryReadEvent(
                Encoding.UTF8.GetBytes(PurchaseJson.Write(purchase)), out var read, out var fault), fault?.Detail);
            Assert.Equal(purchase, read);
        });
    }

    [Fact]
    public void A_cursor_reads_back() =>
        Property.Holds(
            output, 10_000, Arb.From(Inputs.Moment.Zip(Inputs.EventId, (moment, eventId) => new PageCursor(moment, eventId))), cursor =>
        {
            Assert.True(PageCursor.TryParse(cursor.ToString(), out var read));
            Assert.Equal(cursor, read);
        });

    [Fact]
    public void Any_text_is_a_cursor_that_was_given_or_none() => Property.Holds(output, 10_000, Inputs.Text, IsCursorOrNone);

    [Fact]
    public void A_damaged_cursor_is_a_cursor_that_was_given_or_none() => Property.Holds(
        output,
        10_000,
        Mutant.Of(PageCursor.After(Some.Purchase).ToString(), new PageCursor(Some.Purchase.Timestamp, new('e', 199))
            .ToString(), new PageCursor(default, "客📦").ToString()),
        mutant => IsCursorOrNone(mutant.Text));

    [Fact]
    public void Any_header_is_an_idempotency_key_or_none() => Property.Holds(output, 10_000, Inputs.Text, IsKeyOrNone);

    [Fact]
    public void A_damaged_idempotency_key_is_a_key_or_none() =>
        Property.Holds(output, 10_000, Mutant.Of("order-17", "\"order-17\"", "\"a\\\\b\\\"c\"", new string('k', 254)),
            mutant => IsKeyOrNone(mutant.Text));

    [Fact]
    public void Text_of_moments_sorts_as_they_do_and_reads_back() =>
        Property.Holds(output, 10_000, Arb.From(Inputs.Moment.Two()), moments =>
        {
            var (one, other) = moments;
            Assert.Equal(Math.Sign(one.CompareTo(other)), Math.Sign(string.CompareOrdinal(one.ToString(), other.ToString())));
            Assert.True(EventTimestamp.TryParse(one.ToString(), out var read));
            Assert.Equal(one, read);
        });

    private static string Quoted(string text) =>
        $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    private static void IsCursorOrNone(string text)
    {
        if (PageCursor.TryParse(text, out var cursor)) Assert.Equal(text, cursor.ToString());
    }

    private static void IsKeyOrNone(string header)
    {
        if (!IdempotencyKey.TryParse(header, out var key)) return;

        Assert.InRange(key.Text.Length, 1, Limits.IdempotencyKeyCharsMax);
        Assert.All(key.Text, unit => Assert.InRange(unit, '!', '~'));
        Assert.True(IdempotencyKey.TryParse(Quoted(key.Text), out var quoted));
        Assert.Equal(key, quoted);
        Assert.Equal(5, key.EventIdFor("u1").Version);
        Assert.Equal(quoted.EventIdFor("u1"), key.EventIdFor("u1"));
    }
}
