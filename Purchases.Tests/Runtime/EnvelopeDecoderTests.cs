using System.Text.Json;
using Purchases.Functions.Kafka;
using Purchases.Local.Runtime;

namespace Purchases.Tests.Runtime;

/// <summary>Local publishes what the Kafka extension publishes, and fails where the extension publishes the envelope itself.</summary>
public sealed class EnvelopeDecoderTests
{
    private static readonly string Envelope = MessageEnvelope.Of(TopicMessage.Of(Some.Purchase, Some.TraceParent));

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
