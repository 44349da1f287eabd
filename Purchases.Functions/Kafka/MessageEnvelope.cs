using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Purchases.Core;
using Purchases.Core.Json;
using Purchases.Core.Telemetry;

namespace Purchases.Functions.Kafka;

/// <summary>
/// How the Kafka output binding is told a key: a JSON object that it takes apart (Azure/azure-functions-kafka-extension,
/// Output/KafkaProducerAsyncCollector.cs). All members must be there and well-formed, or the binding silently publishes the
/// envelope itself. It uses Key, Value and Headers; topic, partition, offset and time are its own and the broker's to decide.
/// </summary>
/// <param name="Value">The event's JSON as text: as an object it would be rewritten on the way.</param>
internal sealed record MessageEnvelope(
    string Topic,
    int Partition,
    long Offset,
    string Timestamp,
    string Key,
    string Value,
    IReadOnlyList<MessageHeader> Headers)
{
    /// <summary>The envelope of this purchase. Key = userId: one partition per user keeps a user's purchases in order.</summary>
    public static string Of(PurchaseCreated purchase) => Write(purchase, PurchaseJson.Write(purchase));

    /// <summary>The envelope that puts a rejected event on the topic again.</summary>
    /// <param name="json">The event as it is to stand there: as it was, or corrected.</param>
    /// <param name="purchase">The same event, as it was read.</param>
    /// <param name="original">The rejected event; its successor names it, so that the recorder can tell when it is safe.</param>
    public static string OfReplay(string json, PurchaseCreated purchase, EventPosition original) =>
        Write(purchase, json, new MessageHeader(RawEvent.ReplayOfHeader, original.ToString()));

    private static string Write(PurchaseCreated purchase, string json, params ReadOnlySpan<MessageHeader> headers)
    {
        // The output binding adds no trace of its own.
        IReadOnlyList<MessageHeader> traced = TraceParent.Current is { } parent ? [.. headers, new(TraceParent.Header, parent)] : [.. headers];
        var envelope = new MessageEnvelope("", 0, 0, purchase.Timestamp.ToString(), purchase.UserId, json, traced);
        return JsonSerializer.Serialize(envelope, MessageEnvelopeJson.Relaxed.MessageEnvelope);
    }
}

/// <summary>A Kafka header. The binding writes its value as UTF-8; null is not allowed.</summary>
internal sealed record MessageHeader(string Key, string Value);

[JsonSerializable(typeof(MessageEnvelope))]
internal sealed partial class MessageEnvelopeJson : JsonSerializerContext
{
    public static readonly MessageEnvelopeJson Relaxed = new(new JsonSerializerOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
