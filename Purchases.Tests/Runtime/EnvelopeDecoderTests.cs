using System.Text;
using System.Text.Json;
using Purchases.Core.Telemetry;
using Purchases.Functions.Kafka;
using Purchases.Local.Runtime;
using Purchases.Tests.Support;

namespace Purchases.Tests.Runtime;

/// <summary>Local publishes what the Kafka extension publishes, and fails where the extension publishes the envelope itself.</summary>
public sealed class EnvelopeDecoderTests
{
    private static readonly string Envelope = MessageEnvelope.Of(TopicMessage.Of(Some.Purchase, Some.TraceParent));

    [Fact]
    public void An_envelope_becomes_key_value_and_headers()
    {
        var record = EnvelopeDecoder.Decode(Envelope);

        Assert.Equal("u1"u8.ToArray(), record.Key);
        Assert.Equal(Some.EventJson, Encoding.UTF8.GetString(record.Value!));
        var header = Assert.Single(record.Headers);
        Assert.Equal((TraceParent.Header, Some.TraceParent), (header.Key, Encoding.UTF8.GetString(header.Value)));
    }

    [Theory]
    [InlineData("Topic")]
    [InlineData("Partition")]
    [InlineData("Offset")]
    [InlineData("Timestamp")]
    [InlineData("Key")]
    [InlineData("Value")]
    [InlineData("Headers")]
    public void An_envelope_without_a_member_is_rejected(string member) => Assert.Throws<JsonException>(
        () => EnvelopeDecoder.Decode(Envelope.Replace($"\"{member}\":", "\"Other\":", StringComparison.Ordinal)));
}
