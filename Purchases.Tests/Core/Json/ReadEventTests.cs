using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Purchases.Core.Json;

namespace Purchases.Tests.Core.Json;

public sealed class ReadEventTests
{
    [Fact]
    public void A_byte_order_mark_is_tolerated() => Assert.Equal(Some.Purchase, Read("\uFEFF" + Some.EventJson));

    [Theory]
    [InlineData(new byte[] { (byte)'{', 0xFF, (byte)'}' }, 2)]
    [InlineData(new byte[] { 0xEF, 0xBB, 0xBF, (byte)'{', (byte)'"', 0xC3, 0xA9, 0xE2, 0x82, (byte)'"', (byte)'}' }, 8)]
    [InlineData(new byte[] { (byte)'{', (byte)'}', 0xC3 }, 3)]
    public void Bytes_that_are_not_utf8_are_named_with_their_position(byte[] bytes, int position)
    {
        Assert.False(PurchaseReader.TryReadEvent(bytes, out _, out var fault));
        Assert.Equal((RejectionCode.NotUtf8, $"it is not UTF-8, which JSON must be (byte {position})"), (fault.Code, fault.Detail));
    }

    public static TheoryData<byte[], RejectionCode, string> Encodings
    {
        get
        {
            using var compressed = new MemoryStream();
            using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest)) gzip.Write(Encoding.UTF8.GetBytes(Some.EventJson));
            return new()
            {
                { compressed.ToArray(), RejectionCode.NotUtf8, "it is not UTF-8 but compressed with gzip" },
                { Encoding.Unicode.GetBytes(Some.EventJson), RejectionCode.NotUtf8, "it is not UTF-8 but UTF-16" },
                { Encoding.Unicode.GetBytes("\uFEFF" + Some.EventJson), RejectionCode.NotUtf8, "it is not UTF-8 but UTF-16" },
                { Encoding.BigEndianUnicode.GetBytes(Some.EventJson), RejectionCode.NotUtf8, "it is not UTF-8 but UTF-16" },
                { Encoding.BigEndianUnicode.GetBytes("\uFEFF" + Some.EventJson), RejectionCode.NotUtf8, "it is not UTF-8 but UTF-16" },
                {
                    [0, 0, 0, 1, 0xC8, .. Encoding.UTF8.GetBytes(Some.EventJson)], RejectionCode.InvalidJson,
                    "it is not valid JSON: a schema registry serializer put five bytes (Confluent's wire format) before it"
                },
            };
        }
    }

    [Theory]
    [MemberData(nameof(Encodings))]
    public void An_encoding_that_other_producers_use_is_named(byte[] bytes, RejectionCode code, string reason)
    {
        Assert.False(PurchaseReader.TryReadEvent(bytes, out _, out var fault));
        Assert.Equal((code, reason), (fault.Code, fault.Detail));
    }

    [Theory]
    [InlineData(0xC3, 0x28)]
    [InlineData(0xED, 0xA0)]
    [InlineData(0xC0, 0x80)]
    [InlineData(0xFF, 0xFE)]
    public void Bytes_that_are_not_UTF_8_are_noticed_in_unknown_members_too(byte first, byte second)
    {
        byte[] bytes = [.. Encoding.UTF8.GetBytes(Some.EventJson[..^1] + ",\"note\":\""), first, second, .. "\"}"u8];

        Assert.False(PurchaseReader.TryReadEvent(bytes, out _, out var fault));
        Assert.Contains("UTF-8", fault.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("null", "null")]
    [InlineData("true", "true")]
    [InlineData("false", "false")]
    [InlineData("4155550199123", "a number")]
    [InlineData("\"text\"", "a string")]
    [InlineData("[1,2]", "an array")]
    public void JSON_that_is_not_an_object_is_named_by_its_kind(string text, string kind) =>
        Assert.Equal($"it is not a JSON object, but {kind}", ReasonFor(text));

    [Fact]
    public void Of_a_long_number_the_beginning_is_quoted()
    {
        Assert.EndsWith($", but is the number {new string('7', 40)}", ReasonFor(WithQuantity(new('7', 40))), StringComparison.Ordinal);
        Assert.EndsWith($", but is the number {new string('7', 40)}…", ReasonFor(WithQuantity(new('7', 41))), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2026-01-15T12:34:14.300477\\u002B02:00")]
    [InlineData("2026-01-15\\u005412:34:14.3004779+02:00")]
    public void A_timestamp_may_be_escaped(string timestamp) =>
        Assert.Equal(Some.Purchase, Read(Some.EventJson.Replace("2026-01-15T10:34:14.300477+00:00", timestamp, StringComparison.Ordinal)));

    [Fact]
    public void Qty_in_addition_to_quantity_is_an_unknown_member() =>
        Assert.Equal(Some.Purchase, Read(Some.EventJson[..^1] + ",\"qty\":-5}"));

    [Theory]
    [InlineData("eventVersion", "2", "1")]
    [InlineData("eventType", "\"Other\"", "\"PurchaseCreated\"")]
    public void The_last_of_several_types_or_versions_counts(string member, string wrong, string right)
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
    public void A_raw_binding_envelope_is_recognised()
    {
        const string envelope = """{"Topic":"","Partition":0,"Offset":0,"Timestamp":"","Key":"u1","Value":"{}","Headers":[]}""";

        Assert.Contains("envelope", ReasonFor(envelope), StringComparison.Ordinal);
        foreach (var member in new[] { "Topic", "Partition", "Offset", "Timestamp", "Value", "Headers" })
            Assert.DoesNotContain(
                "envelope", ReasonFor(envelope.Replace($"\"{member}\"", "\"other\"", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public void An_event_that_also_has_the_envelopes_members_is_read() =>
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
    [InlineData("timestamp", "7", "must be a string with an ISO 8601 date and time, but is a number")]
    [InlineData("timestamp", "\"x\"", "must be an ISO 8601 date and time, such as 2026-01-15T10:34:14Z, but is another string")]
    [InlineData("eventType", "\"x\"", "must be \"PurchaseCreated\" or absent, but is another string")]
    [InlineData("eventType", "[]", "must be \"PurchaseCreated\" or absent, but is an array")]
    [InlineData("eventVersion", "2", "must be 1 or absent, but is the number 2: only that version can be read")]
    public void A_reason_says_what_was_expected_and_what_was_found(string member, string value, string reason) =>
        Assert.Equal($"{member} {reason}", ReasonFor($"{Some.EventJson[..^1]},\"{member}\":{value}}}"));

    [Fact]
    public void Of_a_missing_and_a_wrong_member_both_are_named_and_the_missing_one_decides_the_code()
    {
        const string json = """{"eventId":"e","timestamp":"2026-01-15T10:34:14Z","userId":"u1","itemId":7}""";

        Assert.False(PurchaseReader.TryReadEvent(Encoding.UTF8.GetBytes(json), out _, out var fault));
        Assert.Equal(RejectionCode.MissingMember, fault.Code);
        Assert.Equal("itemId must be a string, but is a number; quantity is missing", fault.Detail);
        Assert.Equal(["quantity"], fault.Missing);
    }

    [Theory]
    [InlineData("""{"eventId":"","userId":"secret\u0007user","itemId":["secret item"],"quantity":"secret number","note":"secret"}""")]
    [InlineData("""{"eventId":4155550199123,"timestamp":4155550199123,"userId":4155550199123,"itemId":4155550199123}""")]
    [InlineData("4155550199123")]
    [InlineData("secret")]
    [InlineData("tsecret")]
    [InlineData("""{"secret":{"userId":"secret","itemId":"i1","quantity":1}}""")]
    [InlineData("""{"4155550199123":{"itemId":"i1","quantity":1}}""")]
    [InlineData("""{"eventType":"secret","eventId":"secret/%2F"}""")]
    public void A_reason_never_repeats_an_id_or_a_text(string json)
    {
        var reason = ReasonFor(json);

        Assert.DoesNotContain("secret", reason, StringComparison.Ordinal);
        Assert.DoesNotContain("4155550199123", reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"specversion":"1.0","id":"1","source":"shop","type":"purchase","data":EVENT}""", "\"data\"")]
    [InlineData("""{"schema":{"type":"struct","fields":[]},"payload":EVENT}""", "\"payload\"")]
    [InlineData("""{"before":null,"after":EVENT,"op":"c"}""", "\"after\"")]
    [InlineData("""{"version":"0","detail-type":"purchase","detail":EVENT}""", "\"detail\"")]
    [InlineData("""{"Type":"Notification","Message":TEXT,"Timestamp":"2026-01-15T10:34:14Z"}""", "\"Message\"")]
    [InlineData("""{"note":{"userId":"u1"},"value":EVENT}""", "\"value\"")]
    [InlineData("""{"value":{"user_id":"u1","itemId":"i1","quantity":1}}""", "\"value\"")]
    [InlineData("""{"value 1":EVENT}""", "a member")]
    public void The_reason_for_a_nested_event_names_the_member(string json, string member)
    {
        var reason = ReasonFor(json
            .Replace("EVENT", Some.EventJson, StringComparison.Ordinal)
            .Replace("TEXT", JsonSerializer.Serialize(Some.EventJson), StringComparison.Ordinal));

        Assert.Equal($"the event is nested in {member}, but its members must be at the top level", reason);
    }

    [Theory]
    [InlineData("""{"data":{"userId":"u1"}}""")]
    [InlineData("""{"data":[EVENT]}""")]
    [InlineData("""{"data":{"data":EVENT}}""")]
    [InlineData("""{"data":"{bad"}""")]
    [InlineData("""{"data":"{\"userId\":1,\"itemId\":2"}""")]
    [InlineData("""{"data":"{\ud800"}""")]
    public void Anything_else_in_a_member_is_not_mentioned(string json) => Assert.Equal(
        "eventId is missing; timestamp is missing; userId is missing; itemId is missing; quantity is missing",
        ReasonFor(json.Replace("EVENT", Some.EventJson, StringComparison.Ordinal)));

    [Fact]
    public void An_event_with_a_userId_of_its_own_is_not_called_nested() => Assert.Contains(
        "itemId is missing", ReasonFor($$"""{"userId":"u1","data":{{Some.EventJson}}}"""), StringComparison.Ordinal);

    private static string WithQuantity(string quantity) => Some.EventJson.Replace(":2}", $":{quantity}}}", StringComparison.Ordinal);

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
