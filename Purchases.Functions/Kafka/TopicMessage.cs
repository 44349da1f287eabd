using Purchases.Core;
using Purchases.Core.Http;
using Purchases.Core.Json;
using Purchases.Core.Telemetry;

namespace Purchases.Functions.Kafka;

/// <summary>
/// What goes on the topic for one purchase: the one description of key, value and headers, whichever way it gets there.
/// Key = userId: one partition per user keeps a user's purchases in order.
/// </summary>
public sealed class TopicMessage
{
    /// <summary>
    /// One batch that a producer sends to a partition, in bytes, and so one event with its key and headers. A topic's
    /// <c>max.message.bytes</c> limits the batch, not the event, and a batch that the broker rejects is lost as a whole. This fits a topic
    /// that is created with 131072, the record batch's own header included.
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

    /// <summary>Names and texts, which are written as UTF-8.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; }

    /// <summary>The event of this purchase.</summary>
    /// <param name="traceParent">The trace that it is part of; null when it is part of none.</param>
    public static TopicMessage Of(PurchaseCreated purchase, string? traceParent = null) =>
        new(purchase, json: null, traceParent is null ? [] : [Traced(traceParent)]);

    /// <summary>A rejected event's successor. Its header names that event, which counts as replayed once the successor is stored.</summary>
    /// <param name="traceParent">The trace that the replay is part of; null when it is part of none.</param>
    public static TopicMessage OfReplay(Replay replay, string? traceParent = null)
    {
        var replayOf = KeyValuePair.Create(RawEvent.ReplayOfHeader, replay.Original.ToString());
        return new(replay.Purchase, replay.Json, traceParent is null ? [replayOf] : [replayOf, Traced(traceParent)]);
    }

    private static KeyValuePair<string, string> Traced(string traceParent) => KeyValuePair.Create(TraceParent.Header, traceParent);
}
