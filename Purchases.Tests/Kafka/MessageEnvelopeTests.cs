using System.Text.Json;
using Purchases.Functions.Kafka;

namespace Purchases.Tests.Kafka;

public sealed class MessageEnvelopeTests
{
    [Fact]
    public void The_envelope_is_what_the_binding_reads() => Assert.Equal(
        """{"Topic":"","Partition":0,"Offset":0,"Timestamp":"2026-01-15T10:34:14.300477+00:00","Key":"u1","Value":"{""" +
        """\"eventId\":\"5f0c2d5e-8f4b-4a53-9a7c-0d5b2b6b8a11\",\"eventType\":\"PurchaseCreated\",\"eventVersion\":1,""" +
        """\"timestamp\":\"2026-01-15T10:34:14.300477+00:00\",\"userId\":\"u1\",\"itemId\":\"i99\",\"quantity\":2}","Headers":[]}""",
        MessageEnvelope.Of(TopicMessage.Of(Some.Purchase)));

    [Fact]
    public void A_replay_has_its_unchanged_json_and_names_the_event_that_it_replays()
    {
        var json = Some.EventJson.Replace(",", ", ", StringComparison.Ordinal);
        var envelope = JsonElement.Parse(MessageEnvelope.Of(TopicMessage.OfReplay(new(new("purchases.v1", 5, 17), json, Some.Purchase))));

        Assert.Equal(json, envelope.GetProperty("Value").GetString());
        Assert.Equal("u1", envelope.GetProperty("Key").GetString());
        Assert.Equal("""[{"Key":"replay-of","Value":"purchases.v1/5/17"}]""", envelope.GetProperty("Headers").GetRawText());
    }
}
