using System.Text;
using Purchases.Functions.Kafka;
using Purchases.Local.Embedded;
using Purchases.Local.Runtime;
using Purchases.Tests.Support;

namespace Purchases.Tests.Runtime;

/// <summary>
/// The rules of the Kafka extension (Azure/azure-functions-kafka-extension,
/// src/Microsoft.Azure.WebJobs.Extensions.Kafka/Output/KafkaProducerAsyncCollector.cs).
/// </summary>
public sealed class EnvelopeDecoderTests
{
    private const string Whole =
        """{"Topic":"","Partition":0,"Offset":0""" +
        ""","Timestamp":"2026-01-15T10:34:14.300477+00:00","Key":"u1","Value":"{\"a\": 1}","Headers":[]}""";

    [Fact]
    public void A_whole_envelope_is_taken_apart()
    {
        var record = EnvelopeDecoder.Decode(Whole);

        Assert.Equal("u1", Text(record.Key));
        Assert.Equal("""{"a": 1}""", Text(record.Value));
        Assert.Empty(record.Headers);
    }

    [Fact]
    public void What_buy_writes_is_taken_apart()
    {
        var record = EnvelopeDecoder.Decode(MessageEnvelope.Of(TopicMessage.Of(Some.Purchase)));

        Assert.Equal("u1", Text(record.Key));
        Assert.Equal(Some.EventJson, Text(record.Value));
    }

    [Theory]
    [InlineData("Topic")]
    [InlineData("Partition")]
    [InlineData("Offset")]
    [InlineData("Timestamp")]
    [InlineData("Value")]
    [InlineData("Headers")]
    public void Without_one_of_six_members_it_is_a_plain_value_without_a_key(string member) =>
        IsPublishedAsItIs(Whole.Replace($"\"{member}\"", "\"Other\"", StringComparison.Ordinal));

    [Fact]
    public void Member_names_are_case_sensitive() => IsPublishedAsItIs(Whole.Replace("\"Topic\"", "\"topic\"", StringComparison.Ordinal));

    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData("{bad")]
    [InlineData("null")]
    [InlineData("7")]
    [InlineData("[1,2]")]
    [InlineData("\"text\"")]
    [InlineData("{}")]
    public void What_is_no_envelope_is_a_plain_value(string text) => IsPublishedAsItIs(text);

    [Theory]
    [InlineData("\"2026-01-15T10:34:14.300477+00:00\"", "\"\"")]
    [InlineData("\"2026-01-15T10:34:14.300477+00:00\"", "\"never\"")]
    [InlineData("\"2026-01-15T10:34:14.300477+00:00\"", "null")]
    [InlineData("\"2026-01-15T10:34:14.300477+00:00\"", "{}")]
    [InlineData("\"Partition\":0", "\"Partition\":null")]
    [InlineData("\"Partition\":0", "\"Partition\":\"\"")]
    [InlineData("\"Partition\":0", "\"Partition\":\"first\"")]
    [InlineData("\"Partition\":0", "\"Partition\":99999999999")]
    [InlineData("\"Partition\":0", "\"Partition\":[0]")]
    [InlineData("\"Headers\":[]", "\"Headers\":null")]
    [InlineData("\"Headers\":[]", "\"Headers\":{}")]
    [InlineData("\"Headers\":[]", "\"Headers\":\"\"")]
    [InlineData("\"Headers\":[]", "\"Headers\":[null]")]
    [InlineData("\"Headers\":[]", "\"Headers\":[\"a\"]")]
    [InlineData("\"Headers\":[]", "\"Headers\":[{}]")]
    [InlineData("\"Headers\":[]", "\"Headers\":[{\"Key\":\"a\"}]")]
    [InlineData("\"Headers\":[]", "\"Headers\":[{\"Value\":\"b\"}]")]
    [InlineData("\"Headers\":[]", "\"Headers\":[{\"Key\":\"a\",\"Value\":null}]")]
    [InlineData("\"Headers\":[]", "\"Headers\":[{\"Key\":null,\"Value\":\"b\"}]")]
    [InlineData("\"Headers\":[]", "\"Headers\":[{\"Key\":\"a\",\"Value\":[]}]")]
    [InlineData("\"{\\\"a\\\": 1}\"", "[1]")]
    [InlineData("\"Key\":\"u1\"", "\"Key\":{}")]
    [InlineData("\"Key\":\"u1\"", "\"Key\":[\"u1\"]")]
    public void Any_error_within_publishes_the_raw_envelope(string good, string bad)
    {
        Assert.Contains(good, Whole, StringComparison.Ordinal);
        IsPublishedAsItIs(Whole.Replace(good, bad, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("\"Other\":\"u1\"")]
    [InlineData("\"Key\":null")]
    public void Without_a_key_the_record_has_none(string key)
    {
        var record = EnvelopeDecoder.Decode(Whole.Replace("\"Key\":\"u1\"", key, StringComparison.Ordinal));

        Assert.Null(record.Key);
        Assert.Equal("""{"a": 1}""", Text(record.Value));
    }

    [Fact]
    public void An_empty_key_is_a_key() =>
        Assert.Empty(EnvelopeDecoder.Decode(Whole.Replace("\"u1\"", "\"\"", StringComparison.Ordinal)).Key!);

    [Fact]
    public void A_null_value_is_a_tombstone()
    {
        var record = EnvelopeDecoder.Decode(Whole.Replace("\"{\\\"a\\\": 1}\"", "null", StringComparison.Ordinal));

        Assert.Equal("u1", Text(record.Key));
        Assert.Null(record.Value);
    }

    [Fact]
    public void An_object_as_value_becomes_its_json_text() =>
        Assert.Equal("""{"a":[1,"b"]}""",
            Text(EnvelopeDecoder.Decode(Whole.Replace("\"{\\\"a\\\": 1}\"", "{\"a\":[1,\"b\"]}", StringComparison.Ordinal)).Value));

    [Fact]
    public void An_object_as_value_is_written_without_white_space() =>
        Assert.Equal("""{"a":[1,"b c"]}""", Text(
            EnvelopeDecoder.Decode(Whole.Replace("\"{\\\"a\\\": 1}\"", "{ \"a\" :\n [1, \"b c\"] }", StringComparison.Ordinal)).Value));

    [Fact]
    public void An_object_as_value_without_a_key_publishes_the_raw_envelope() => IsPublishedAsItIs(Whole
        .Replace("\"{\\\"a\\\": 1}\"", "{\"a\":1}", StringComparison.Ordinal)
        .Replace("\"Key\"", "\"Other\"", StringComparison.Ordinal));

    [Fact]
    public void Headers_become_bytes_in_their_order()
    {
        var record = EnvelopeDecoder.Decode(Whole.Replace(
            "[]", """[{"Key":"traceparent","Value":"00-é"},{"Key":"","Value":""},{"Key":"n","Value":7}]""", StringComparison.Ordinal));

        Assert.Equal(["traceparent=00-é", "=", "n=7"], record.Headers.Select(header => $"{header.Key}={Text(header.Value)}"));
    }

    [Fact]
    public void Half_a_surrogate_pair_is_no_reason_to_fail() =>
        Assert.Equal("\"\uFFFD\"", Text(EnvelopeDecoder.Decode("\"\uD800\"").Value));

    private static void IsPublishedAsItIs(string text)
    {
        LogRecord record = EnvelopeDecoder.Decode(text);

        Assert.Null(record.Key);
        Assert.Equal(text, Text(record.Value));
        Assert.Empty(record.Headers);
    }

    private static string? Text(byte[]? bytes) => bytes is null ? null : Encoding.UTF8.GetString(bytes);
}
