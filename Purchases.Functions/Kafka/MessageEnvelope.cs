using Purchases.Core.Json;

namespace Purchases.Functions.Kafka;

/// <summary>
/// How the Kafka output binding is told a key: a JSON object that it takes apart (Azure/azure-functions-kafka-extension,
/// Output/KafkaProducerAsyncCollector.cs). All members must be there and well-formed, or the binding silently publishes the
/// envelope itself. It uses Key, Value and Headers; topic, partition, offset and time are its own and the broker's to decide.
/// Value is the event's JSON as text: as an object it would be rewritten on the way.
/// </summary>
internal static class MessageEnvelope
{
    public static string Of(TopicMessage message) =>
        $$"""{"Topic":"","Partition":0,"Offset":0,"Timestamp":"{{message.Timestamp}}","Key":"{{PurchaseJson.InText(message.Key)}}","Value":"{{message.ValueInText}}","Headers":[{{Headers(message)}}]}""";

    // The binding writes a header's value as UTF-8; null is not allowed.
    private static string Headers(TopicMessage message) => message.Headers.Count == 0
        ? ""
        : string.Join(',', message.Headers.Select(header =>
            $$"""{"Key":"{{PurchaseJson.InText(header.Key)}}","Value":"{{PurchaseJson.InText(header.Value)}}"}"""));
}
