using Purchases.Core.Http;
using Purchases.Core.Json;
using Purchases.Core.Telemetry;

namespace Purchases.Functions.Kafka;

/// <summary>
/// The record for one purchase: its key, value and headers, for both ways to publish it. The key is the userId: one partition per user
/// keeps a user's purchases in order.
/// </summary>
public sealed class TopicMessage
{
    /// <summary>
    /// The maximum size of a batch that a producer sends to a partition, in bytes, and so of one event with its key and headers. A topic's
    /// <c>max.message.bytes</c> limits the batch, and all events of a batch that the broker rejects are lost. This fits a topic with
    /// 131072, including the batch's header.
    /// </summary>
    internal const int BatchBytesMax = 120_000;

    private readonly PurchaseCreated _purchase;
    private readonly string? _json;

    private TopicMessage(PurchaseCreated purchase, string? json, IReadOnlyList<KeyValuePair<string, string>> headers) =>
        (_purchase, _json, Headers) = (purchase, json, headers);

    public string Key => _purchase.UserId;

    /// <summary>The event's JSON.</summary>
    public string Value => _json ?? PurchaseJson.Write(_purchase);

    public EventTimestamp Timestamp => _purchase.Timestamp;

    /// <summary>Names and texts; texts are written as UTF-8.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; }

    /// <summary>The event of this purchase.</summary>
    /// <param name="traceParent">The trace that the event is part of; null if there is none.</param>
    public static TopicMessage Of(PurchaseCreated purchase, string? traceParent = null) =>
        new(purchase, json: null, traceParent is null ? [] : [Traced(traceParent)]);

    /// <summary>A rejected event's successor. Its header names that event, which is marked as replayed when this one is stored.</summary>
    /// <param name="traceParent">The trace that the replay is part of; null if there is none.</param>
    public static TopicMessage OfReplay(Replay replay, string? traceParent = null)
    {
        var replayOf = KeyValuePair.Create(RawEvent.ReplayOfHeader, replay.Original.ToString());
        return new(replay.Purchase, replay.Json, traceParent is null ? [replayOf] : [replayOf, Traced(traceParent)]);
    }

    private static KeyValuePair<string, string> Traced(string traceParent) => KeyValuePair.Create(TraceParent.Header, traceParent);
}
