using System.Diagnostics;
using System.Globalization;

namespace Purchases.Core.Telemetry;

/// <summary>The spans of one attempt to record a batch (OpenTelemetry messaging conventions, "process").</summary>
internal sealed class BatchTrace : IDisposable
{
    private readonly Messaging _messaging;
    private readonly Activity _activity;
    private readonly ActivityLink[] _toBatch;

    private BatchTrace(Messaging messaging, Activity activity)
    {
        _messaging = messaging;
        _activity = activity;
        _toBatch = [new(activity.Context)];
    }

    /// <returns>Null if tracing is off.</returns>
    public static BatchTrace? Start(Messaging messaging, IReadOnlyList<RawEvent> batch)
    {
        if (!PurchaseTelemetry.Source.HasListeners()) return null;

        var links = from raw in batch
                    let context = TraceParent.Parse(raw.TraceParent)
                    where context != default
                    select new ActivityLink(context);
        var tags = Tags(messaging).Append(new("messaging.batch.message_count", batch.Count));
        var activity = PurchaseTelemetry.Source.StartActivity(ActivityKind.Consumer, tags: tags, links: links, name: Name(messaging));
        return activity is null ? null : new(messaging, activity);
    }

    public void Written(RawEvent raw, string eventId, WriteOutcome outcome)
    {
        using var activity = StartRecord(raw, outcome == WriteOutcome.Recorded ? "recorded" : "already_recorded");
        activity?.SetTag("messaging.message.id", eventId);
    }

    public void Rejected(IReadOnlyList<RawEvent> batch, IReadOnlyList<RejectedEvent> rejected)
    {
        // A rebalance may deliver a record twice in one batch; both copies have the same code.
        var codes = rejected.DistinctBy(bad => bad.Position).ToDictionary(bad => bad.Position, bad => bad.Code);
        foreach (var raw in batch)
        {
            if (!codes.TryGetValue(raw.Position, out var code)) continue;
            using var activity = StartRecord(raw, "rejected");
            activity?.SetTag("error.type", code.Text()).SetStatus(ActivityStatusCode.Error);
        }
    }

    public void Failed(Exception exception) =>
        _activity.SetTag("error.type", exception.GetType().FullName).SetStatus(ActivityStatusCode.Error, exception.Message);

    public void Dispose() => _activity.Dispose();

    // Started when the outcome is known, with the batch's start time: a failed attempt has only the batch's span.
    private Activity? StartRecord(RawEvent raw, string outcome)
    {
        var tags = Tags(_messaging).Concat(
        [
            new("messaging.destination.partition.id", raw.Position.Partition.ToString(CultureInfo.InvariantCulture)),
            new($"messaging.{_messaging.System}.offset", raw.Position.Offset),
            new("purchases.outcome", outcome),
        ]);

        // Without a parent, the span is a child of the batch's span.
        var parent = TraceParent.Parse(raw.TraceParent);
        return PurchaseTelemetry.Source.StartActivity(
            ActivityKind.Consumer, parent, tags, _toBatch, new DateTimeOffset(_activity.StartTimeUtc), Name(_messaging));
    }

    private static string Name(Messaging messaging) => $"process {messaging.Destination}";

    private static KeyValuePair<string, object?>[] Tags(Messaging messaging) =>
    [
        .. messaging.Tags("process"),
        new("messaging.operation.type", "process"),
        new("messaging.consumer.group.name", messaging.ConsumerGroup),
    ];
}
