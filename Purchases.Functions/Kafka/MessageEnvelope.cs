using System.Text.Encodings.Web;
using System.Text.Json;

namespace Purchases.Functions.Kafka;

/// <summary>
/// How the Kafka output binding is told a key: a JSON object that it takes apart (Azure/azure-functions-kafka-extension,
/// Output/KafkaProducerAsyncCollector.cs). All members must be there and well-formed, or the binding silently publishes the
/// envelope itself. It uses Key, Value and Headers; topic, partition, offset and time are its own and the broker's to decide.
/// Value is the event's JSON as text: as an object it would be rewritten on the way.
/// </summary>
internal static class MessageEnvelope
{
    // Nothing is escaped that JSON doesn't ask for: the host and its log carry the text as it is.
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // The binding writes a header's value as UTF-8; null is not allowed.
    public static string Of(TopicMessage message) => JsonSerializer.Serialize(
        new
        {
            Topic = "",
            Partition = 0,
            Offset = 0,
            Timestamp = message.Timestamp.ToString(),
            message.Key,
            message.Value,
            message.Headers,
        },
        Json);
}
