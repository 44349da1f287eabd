using Purchases.Core;
using Purchases.Core.Json;
using Purchases.Core.Telemetry;

namespace Purchases.Functions.Kafka;

/// <summary>
/// How the Kafka output binding is told a key: a JSON object that it takes apart (Azure/azure-functions-kafka-extension,
/// Output/KafkaProducerAsyncCollector.cs). All members must be there and well-formed, or the binding silently publishes the
/// envelope itself. It uses Key, Value and Headers; topic, partition, offset and time are its own and the broker's to decide.
/// Value is the event's JSON as text: as an object it would be rewritten on the way.
/// </summary>
internal static class MessageEnvelope
{
    /// <summary>The envelope of this purchase. Key = userId: one partition per user keeps a user's purchases in order.</summary>
    public static string Of(PurchaseCreated purchase) => Write(purchase, PurchaseJson.WriteInText(purchase), Traced());

    /// <summary>The envelope that puts a rejected event on the topic again.</summary>
    /// <param name="json">The event as it is to stand there: as it was, or corrected.</param>
    /// <param name="purchase">The same event, as it was read.</param>
    /// <param name="original">The rejected event; its successor names it, so that the recorder can tell when it is safe.</param>
    public static string OfReplay(string json, PurchaseCreated purchase, EventPosition original)
    {
        var replayOf = Header(RawEvent.ReplayOfHeader, original.ToString());
        return Write(purchase, PurchaseJson.InText(json), Traced() is { Length: > 0 } traced ? $"{replayOf},{traced}" : replayOf);
    }

    private static string Write(PurchaseCreated purchase, string value, string headers) =>
        $$"""{"Topic":"","Partition":0,"Offset":0,"Timestamp":"{{purchase.Timestamp}}","Key":"{{PurchaseJson.InText(purchase.UserId)}}","Value":"{{value}}","Headers":[{{headers}}]}""";

    // The output binding adds no trace of its own.
    private static string Traced() => TraceParent.Current is { } parent ? Header(TraceParent.Header, parent) : "";

    // The binding writes its value as UTF-8; null is not allowed.
    private static string Header(string key, string value) => $$"""{"Key":"{{PurchaseJson.InText(key)}}","Value":"{{PurchaseJson.InText(value)}}"}""";
}
