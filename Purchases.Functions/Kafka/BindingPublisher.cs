using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Purchases.Functions.Kafka;

/// <summary>KAFKA_DELIVERY=binding. Delivery: 202 means that the output binding accepted the event, not that the broker has it.</summary>
internal sealed class BindingPublisher : IEventPublisher
{
    public Task<PublishOutput> PublishAsync(IReadOnlyList<TopicMessage> messages, IResult accepted) =>
        Task.FromResult(new PublishOutput { Response = accepted, Events = [.. messages.Select(MessageEnvelope.Of)] });
}

/// <summary>
/// The JSON object that the Kafka output binding requires for a message with a key (Azure/azure-functions-kafka-extension,
/// Output/KafkaProducerAsyncCollector.cs). If a member is missing or malformed, the binding silently publishes the envelope itself. It uses
/// only Key, Value and Headers. Value is the event's JSON as text: the host would rewrite an object.
/// </summary>
internal static class MessageEnvelope
{
    // Escapes only what JSON requires, as the event's own JSON does.
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // The binding writes a header's value as UTF-8; it must not be null.
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
