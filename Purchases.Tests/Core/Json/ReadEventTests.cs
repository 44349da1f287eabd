using System.Text;
using Purchases.Core;
using Purchases.Core.Json;
using Purchases.Tests.Support;

namespace Purchases.Tests.Core.Json;

public sealed class ReadEventTests
{
    [Fact]
    public void What_is_written_reads_back()
    {
        Assert.True(PurchaseReader.TryReadEvent(Encoding.UTF8.GetBytes(Some.EventJson), out var purchase, out var fault));
        Assert.Equal(Some.Purchase, purchase);
        Assert.Null(fault);
    }

    [Fact]
    public void A_byte_order_mark_is_tolerated() => Assert.Equal(Some.Purchase, Read("\uFEFF" + Some.EventJson));

    [Fact]
    public void White_space_around_and_within_is_json() =>
        Assert.Equal(Some.Purchase, Read(" \r\n\t" + Some.EventJson.Replace(",", " ,\n ", StringComparison.Ordinal) + " \n"));

    [Fact]
    public void Bytes_that_are_not_utf8_are_named_as_such()
    {
        var bytes = Encoding.UTF8.GetBytes(Some.EventJson);
        bytes[bytes.AsSpan().IndexOf("u1"u8)] = 0xFF;

        Assert.False(PurchaseReader.TryReadEvent(bytes, out _, out var fault));
        Assert.Contains("UTF-8", fault.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0xC3, 0x28)]
    [InlineData(0xED, 0xA0)]
    [InlineData(0xC0, 0x80)]
    [InlineData(0xFF, 0xFE)]
    public void Not_utf8_is_noticed_in_members_that_do_not_count_too(byte first, byte second)
    {
        byte[] bytes = [.. Encoding.UTF8.GetBytes(Some.EventJson[..^1] + ",\"note\":\""), first, second, .. "\"}"u8];

        Assert.False(PurchaseReader.TryReadEvent(bytes, out _, out var fault));
        Assert.Contains("UTF-8", fault.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\uFEFF")]
    public void No_bytes_are_named_as_empty(string text) => Assert.Contains("empty", ReasonFor(text), StringComparison.Ordinal);

    [Theory]
    [InlineData(" ")]
    [InlineData("{")]
    [InlineData("{}}")]
    [InlineData("hello")]
    [InlineData("{'eventId':'e'}")]
    [InlineData("{\"eventId\":\"e\",}")]
    [InlineData("// comment\n{}")]
    [InlineData("{\"quantity\":01}")]
    [InlineData("{\"quantity\":NaN}")]
    [InlineData("{\"a\":\"\t\"}")]
    [InlineData("{\"a\":\"\\x\"}")]
    [InlineData("nul")]
    public void What_is_not_json_is_named_as_such(string text) => Assert.Contains("not JSON", ReasonFor(text), StringComparison.Ordinal);

    [Fact]
    public void Anything_behind_the_object_spoils_it()
    {
        Assert.Contains("not JSON", ReasonFor(Some.EventJson + "x"), StringComparison.Ordinal);
        Assert.Contains("not JSON", ReasonFor(Some.EventJson + Some.EventJson), StringComparison.Ordinal);
        Assert.Contains("not JSON", ReasonFor(Some.EventJson[..^1]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("null", "null")]
    [InlineData("true", "true")]
    [InlineData("false", "false")]
    [InlineData("5", "the number 5")]
    [InlineData("\"text\"", "a string")]
    [InlineData("[1,2]", "an array")]
    public void Json_that_is_no_object_is_named_by_its_kind(string text, string kind) =>
        Assert.Equal($"it is not a JSON object, but {kind}", ReasonFor(text));

    [Fact]
    public void Of_a_long_number_the_beginning_is_quoted()
    {
        Assert.Equal($"it is not a JSON object, but the number {new string('7', 40)}", ReasonFor(new('7', 40)));
        Assert.Equal($"it is not a JSON object, but the number {new string('7', 40)}…", ReasonFor(new('7', 41)));
    }

    [Fact]
    public void All_wrong_members_are_named_at_once()
    {
        var reason = ReasonFor("""{"eventType":"Other","eventVersion":2,"timestamp":"never","userId":"","itemId":7,"quantity":0}""");

        Assert.All(["eventId", "eventType", "eventVersion", "timestamp", "userId", "itemId", "quantity"],
            member => Assert.Contains(member, reason, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("eventId")]
    [InlineData("timestamp")]
    [InlineData("userId")]
    [InlineData("itemId")]
    [InlineData("quantity")]
    public void A_missing_member_is_named_and_no_other(string member)
    {
        var reason = ReasonFor(Some.EventJson.Replace($"\"{member}\"", "\"other\"", StringComparison.Ordinal));

        Assert.Equal($"{member} is missing", reason);
    }

    [Theory]
    [InlineData("eventType")]
    [InlineData("eventVersion")]
    public void Type_and_version_may_be_absent(string member) =>
        Assert.Equal(Some.Purchase, Read(Some.EventJson.Replace($"\"{member}\"", "\"other\"", StringComparison.Ordinal)));

    [Theory]
    [InlineData("\"PurchaseCreated\"", "\"purchasecreated\"")]
    [InlineData("\"PurchaseCreated\"", "\"PurchaseCreated \"")]
    [InlineData("\"PurchaseCreated\"", "\"\"")]
    [InlineData("\"PurchaseCreated\"", "null")]
    [InlineData("\"PurchaseCreated\"", "[\"PurchaseCreated\"]")]
    public void Another_type_is_rejected_by_name(string good, string bad) =>
        Assert.StartsWith("eventType ", ReasonFor(Some.EventJson.Replace(good, bad, StringComparison.Ordinal)), StringComparison.Ordinal);

    [Theory]
    [InlineData("0")]
    [InlineData("2")]
    [InlineData("-1")]
    [InlineData("1.0")]
    [InlineData("1e0")]
    [InlineData("\"1\"")]
    [InlineData("true")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("99999999999999999999999999")]
    public void Another_version_is_rejected_by_name(string version) =>
        Assert.StartsWith("eventVersion ", ReasonFor(Some.EventJson.Replace(":1,", $":{version},", StringComparison.Ordinal)),
            StringComparison.Ordinal);

    [Theory]
    [InlineData("\"\"")]
    [InlineData("null")]
    [InlineData("7")]
    [InlineData("[]")]
    [InlineData("\"\\ud800\"")]
    public void A_bad_event_id_is_rejected(string eventId) =>
        Assert.StartsWith("eventId ",
            ReasonFor($$"""{"eventId":{{eventId}},"timestamp":"2026-01-15T10:34:14Z","userId":"u1","itemId":"i99","quantity":2}"""),
            StringComparison.Ordinal);

    [Fact]
    public void An_event_id_has_at_most_200_characters()
    {
        Assert.Equal(new string('e', 200), Read(WithEventId(new('e', 200))).EventId);
        Assert.StartsWith("eventId ", ReasonFor(WithEventId(new('e', 201))), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2026-01-15T12:34:14.300477\\u002B02:00")]
    [InlineData("2026-01-15\\u005412:34:14.3004779+02:00")]
    public void A_timestamp_may_be_escaped(string timestamp) =>
        Assert.Equal(Some.Purchase, Read(Some.EventJson.Replace("2026-01-15T10:34:14.300477+00:00", timestamp, StringComparison.Ordinal)));

    [Theory]
    [InlineData("\"\\ud800\"")]
    [InlineData("\"\"")]
    [InlineData("null")]
    [InlineData("1736937254")]
    [InlineData("{\"$date\":\"2026-01-15T10:34:14Z\"}")]
    public void A_bad_timestamp_is_rejected(string timestamp) =>
        Assert.StartsWith("timestamp ", ReasonFor(
            Some.EventJson.Replace("\"2026-01-15T10:34:14.300477+00:00\"", timestamp, StringComparison.Ordinal)), StringComparison.Ordinal);

    [Fact]
    public void Qty_is_pointed_out_as_the_wrong_name_of_quantity()
    {
        var reason = ReasonFor(Some.EventJson.Replace("\"quantity\"", "\"qty\"", StringComparison.Ordinal));

        Assert.Contains("quantity", reason, StringComparison.Ordinal);
        Assert.Contains("not qty", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Qty_beside_quantity_is_just_an_unknown_member() => Assert.Equal(Some.Purchase, Read(Some.EventJson[..^1] + ",\"qty\":-5}"));

    [Theory]
    [InlineData("eventVersion", "2", "1")]
    [InlineData("eventType", "\"Other\"", "\"PurchaseCreated\"")]
    public void So_does_the_last_type_and_version(string member, string wrong, string right)
    {
        var rest = Some.EventJson[1..];

        Assert.True(PurchaseReader.TryReadEvent(
            Encoding.UTF8.GetBytes($"{{\"{member}\":{wrong},\"{member}\":{right},{rest}"), out _, out _));
        Assert.False(PurchaseReader.TryReadEvent(
            Encoding.UTF8.GetBytes($"{Some.EventJson[..^1]},\"{member}\":{wrong}}}"), out _, out _));
    }

    [Fact]
    public void Of_several_members_with_one_name_the_last_one_counts() => Assert.Equal(
        Some.Purchase with { Quantity = 3 },
        Read(Some.EventJson.Replace("\"userId\"", "\"userId\":7,\"userId\"", StringComparison.Ordinal)[..^1] + ",\"quantity\":3}"));

    [Fact]
    public void An_envelope_that_was_not_taken_apart_is_recognised_as_such()
    {
        const string envelope = """{"Topic":"","Partition":0,"Offset":0,"Timestamp":"","Key":"u1","Value":"{}","Headers":[]}""";

        Assert.Contains("envelope", ReasonFor(envelope), StringComparison.Ordinal);
        foreach (var member in new[] { "Topic", "Partition", "Offset", "Timestamp", "Value", "Headers" })
            Assert.DoesNotContain(
                "envelope", ReasonFor(envelope.Replace($"\"{member}\"", "\"other\"", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public void An_event_that_carries_the_envelopes_names_as_well_is_read() =>
        Assert.Equal(Some.Purchase,
            Read(Some.EventJson[..^1] + ""","Topic":"","Partition":0,"Offset":0,"Timestamp":"","Value":"","Headers":[]}"""));

    [Fact]
    public void An_event_has_at_most_64_kib()
    {
        var padding = new string(' ', Limits.EventBytesMax - Some.EventJson.Length);

        Assert.Equal(Some.Purchase, Read(Some.EventJson + padding));
        Assert.Contains("65537", ReasonFor(Some.EventJson + padding + " "), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("userId", "{}", "must be a string, but is an object")]
    [InlineData("itemId", "\"\\ud800\"", "must not contain an unpaired surrogate")]
    [InlineData("quantity", "2.5", "must be a whole number from 1 to 9007199254740991, written in digits alone, but is the number 2.5")]
    [InlineData("timestamp", "7", "must be a string with an ISO 8601 date and time, but is the number 7")]
    [InlineData("timestamp", "\"x\"", "must be an ISO 8601 date and time, such as 2026-01-15T10:34:14Z, but is another string")]
    [InlineData("eventType", "\"x\"", "must be \"PurchaseCreated\" or absent, but is another string")]
    [InlineData("eventType", "[]", "must be \"PurchaseCreated\" or absent, but is an array")]
    [InlineData("eventVersion", "2", "must be 1 or absent, but is the number 2: only that version can be read")]
    public void A_reason_says_what_was_expected_and_what_was_found(string member, string value, string reason) =>
        Assert.Equal($"{member} {reason}", ReasonFor($"{Some.EventJson[..^1]},\"{member}\":{value}}}"));

    [Fact]
    public void Of_a_missing_and_a_wrong_member_both_are_told_and_the_missing_one_decides_the_code()
    {
        const string json = """{"eventId":"e","timestamp":"2026-01-15T10:34:14Z","userId":"u1","itemId":7}""";

        Assert.False(PurchaseReader.TryReadEvent(Encoding.UTF8.GetBytes(json), out _, out var fault));
        Assert.Equal(RejectionCode.MissingMember, fault.Code);
        Assert.Equal("itemId must be a string, but is the number 7; quantity is missing", fault.Detail);
    }

    [Fact]
    public void A_reason_never_repeats_a_users_or_an_items_text()
    {
        var reason = ReasonFor(
            """{"eventId":"","userId":"secret\u0007user","itemId":["secret item"],"quantity":"secret quantity","note":"secret note"}""");

        Assert.DoesNotContain("secret", reason, StringComparison.Ordinal);
    }

    private static string WithEventId(string eventId) => Some.EventJson.Replace(Some.Purchase.EventId, eventId, StringComparison.Ordinal);

    private static PurchaseCreated Read(string text)
    {
        Assert.True(PurchaseReader.TryReadEvent(Encoding.UTF8.GetBytes(text), out var purchase, out var fault), fault?.Detail);
        return purchase;
    }

    private static string ReasonFor(string text)
    {
        Assert.False(PurchaseReader.TryReadEvent(Encoding.UTF8.GetBytes(text), out var purchase, out var fault));
        Assert.Null(purchase);
        return fault.Detail;
    }
}
