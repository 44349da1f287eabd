using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Http;
using Purchases.Core.Http;

namespace Purchases.Core.Telemetry;

/// <summary>An ActivitySource and a Meter called <see cref="Name"/>, on both hosts. Without listeners, events cost nothing.</summary>
public sealed class PurchaseTelemetry
{
    /// <summary>Name of the ActivitySource and of the Meter.</summary>
    public const string Name = "Purchases";

    internal static readonly ActivitySource Source = new(Name);

    private readonly Messaging _messaging;
    private readonly TimeProvider _time;
    private readonly Instruments _instruments;
    private readonly TagList _sendTags;

    public PurchaseTelemetry(IMeterFactory meters, Messaging messaging, TimeProvider time)
    {
        _messaging = messaging;
        _time = time;
        _instruments = new(meters.Create(Name));
        _sendTags = [.. messaging.Tags("send")];
    }

    /// <summary>
    /// The span in which a call's events are created. It continues the trace that the request names, whether or not the host has done so.
    /// If tracing is off there is no span, and the events carry the caller's trace context.
    /// </summary>
    /// <param name="eventId">Of the event; null if there are several.</param>
    public CreateSpan StartCreate(HttpRequest request, string? eventId = null)
    {
        // The host's span is preferred if it is part of the caller's trace.
        var caller = TraceParent.Of(request.Headers);
        if (caller is null || Activity.Current?.TraceId == caller.Value.TraceId) caller = Activity.Current?.Context;

        var activity = Source.HasListeners()
            ? Source.StartActivity(
                ActivityKind.Producer,
                caller ?? default,
                [.. _messaging.Tags("create"), new("messaging.operation.type", "create"), new("messaging.message.id", eventId)],
                name: $"create {_messaging.Destination}")
            : null;
        return new(activity, TraceParent.Write(activity?.Context ?? caller ?? default));
    }

    /// <summary>The 202 of a purchase, which is counted when it is sent: if publishing fails, the host sends another answer.</summary>
    public IResult Accepted(IResult answer) => new WrittenResult(context =>
    {
        _instruments.Accepted.Add(1);
        _instruments.Sent.Add(1, _sendTags);
        return answer.ExecuteAsync(context);
    });

    /// <summary>The 202 of a replay, whose events are counted when it is sent.</summary>
    public IResult Sent(IResult answer, int events) => new WrittenResult(context =>
    {
        _instruments.Sent.Add(events, _sendTags);
        return answer.ExecuteAsync(context);
    });

    internal BatchTelemetry StartBatch(IReadOnlyList<RawEvent> batch) => new(_instruments, _messaging, _time, batch);
}

/// <summary>What the OpenTelemetry messaging conventions require to know of the topic. The functions know it; Core doesn't.</summary>
/// <param name="System">The conventions' name for the broker.</param>
/// <param name="Destination">The topic.</param>
/// <param name="ConsumerGroup">The consumer group; null in an app that doesn't consume.</param>
public sealed record Messaging(string System, string Destination, string? ConsumerGroup)
{
    internal KeyValuePair<string, object?>[] Tags(string operation) =>
    [
        new("messaging.system", System),
        new("messaging.destination.name", Destination),
        new("messaging.operation.name", operation),
    ];
}

/// <summary>The trace context of a call's events, and the span in which they are created; no span if tracing is off.</summary>
public readonly struct CreateSpan : IDisposable
{
    private readonly Activity? _activity;

    internal CreateSpan(Activity? activity, string? traceParent) => (_activity, TraceParent) = (activity, traceParent);

    /// <summary>The value of the events' header; null if the call is part of no trace.</summary>
    public string? TraceParent { get; }

    public void Dispose() => _activity?.Dispose();
}
