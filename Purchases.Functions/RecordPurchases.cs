using System.Text;
using Microsoft.Azure.Functions.Worker;
using Purchases.Core.Recording;
using Purchases.Core.Telemetry;

namespace Purchases.Functions;

/// <summary>Records batches of events from the topic.</summary>
public sealed class RecordPurchases(Recorder recorder)
{
    // Offsets: when this returns, the host commits the batch's offsets. When it throws, the host retries the batch, but only because
    // host.json sets commitOnFailure to false and maxRetries to -1. The retry attribute adds growing pauses to each of those attempts
    // (Azure/azure-functions-kafka-extension, Trigger/MultipleItemFunctionExecutor.cs).
    [Function(nameof(RecordPurchases))]
    [ExponentialBackoffRetry(10, "00:00:01", "00:00:30")]
    public Task RunAsync(
        [KafkaTrigger(
            "KAFKA_BOOTSTRAP_SERVERS",
            "%KAFKA_TOPIC%",
            ConsumerGroup = "%KAFKA_GROUP_ID%",
            IsBatched = true,

            // The default is String, which replaces bytes of a key that aren't UTF-8, so /rejected would show another key.
            KeyDataType = KafkaMessageKeyType.Binary)] KafkaRecord[] records,
        CancellationToken cancellationToken) =>
        recorder.RecordAsync(Array.ConvertAll(records, ToRawEvent), cancellationToken);

    private static RawEvent ToRawEvent(KafkaRecord record) =>
        new(new(record.Topic, record.Partition, record.Offset), record.Key, record.Value, ReplayOf(record.Headers),
            TraceParentOf(record.Headers));

    private static EventPosition? ReplayOf(KafkaHeader[]? headers) =>
        headers is { Length: > 0 } &&
        Array.Find(headers, header => header.Key == RawEvent.ReplayOfHeader)?.Value is { } value &&
        EventPosition.TryParse(Encoding.UTF8.GetString(value), out var original)
            ? original
            : null;

    private static string? TraceParentOf(KafkaHeader[]? headers) =>
        TraceParent.IsWanted && headers is { Length: > 0 } &&
        Array.Find(headers, header => header.Key == TraceParent.Header)?.Value is { Length: TraceParent.TextLength } value
            ? Encoding.UTF8.GetString(value)
            : null;
}
