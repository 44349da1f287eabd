using System.Text;
using Microsoft.Azure.Functions.Worker;
using Purchases.Core;
using Purchases.Core.Recording;
using Purchases.Core.Telemetry;

namespace Purchases.Functions;

/// <summary>Takes batches of events from the topic and records them.</summary>
public sealed class RecordPurchases(Recorder recorder)
{
    // Offsets: returning lets the host move past this batch. Throwing has it retried only because host.json turns
    // commitOnFailure off and sets maxRetries to -1; the retry attribute gives each of those attempts its growing pauses.
    [Function(nameof(RecordPurchases))]
    [ExponentialBackoffRetry(10, "00:00:01", "00:00:30")]
    public Task RunAsync(
        [KafkaTrigger(
            "KAFKA_BOOTSTRAP_SERVERS",
            "%KAFKA_TOPIC%",
            ConsumerGroup = "%KAFKA_GROUP_ID%",
            IsBatched = true,

            // The default is text: a key that isn't UTF-8 would be decoded on the way, and kept so under /rejected.
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
