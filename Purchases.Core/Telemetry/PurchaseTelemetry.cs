using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Http;

namespace Purchases.Core.Telemetry;

/// <summary>
/// The one place that measures and traces, for both hosts alike. Whoever listens finds an ActivitySource and a Meter called
/// <see cref="Name"/>; while nobody does, no event costs anything.
/// </summary>
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
        _sendTags =
        [
            new("messaging.system", messaging.System),
            new("messaging.destination.name", messaging.Destination),
            new("messaging.operation.name", "send"),
        ];
    }

    /// <summary>
    /// The span in which a call's events are created. It continues the trace that the request names, whether or not the host has
    /// done so; where nobody listens there is no span, and the events carry what the caller sent.
    /// </summary>
    /// <param name="eventId">Of the event; null when there are several.</param>
    public CreateSpan StartCreate(HttpRequest request, string? eventId = null)
    {
        // The host's own span below the caller's is the nearer parent.
        var caller = TraceParent.Of(request.Headers);
        if (caller is null || Activity.Current?.TraceId == caller.Value.TraceId) caller = Activity.Current?.Context;

        var activity = Source.HasListeners()
            ? Source.StartActivity(ActivityKind.Producer, caller ?? default, CreateTags(eventId), name: $"create {_messaging.Destination}")
            : null;
        return new(activity, TraceParent.Write(activity?.Context ?? caller ?? default));
    }

    /// <summary>The 202 of a purchase, counted when it is given: a host that can't take the event answers something else instead.</summary>
    public IResult Accepted(IResult answer) => new CountedResult(answer, () =>
    {
        _instruments.Accepted.Add(1);
        _instruments.Sent.Add(1, _sendTags);
    });

    /// <summary>The 202 of a replay, whose events are counted as sent when it is given.</summary>
    public IResult Sent(IResult answer, int events) => new CountedResult(answer, () => _instruments.Sent.Add(events, _sendTags));

    private KeyValuePair<string, object?>[] CreateTags(string? eventId) =>
    [
        new("messaging.system", _messaging.System),
        new("messaging.operation.name", "create"),
        new("messaging.operation.type", "create"),
        new("messaging.destination.name", _messaging.Destination),
        new("messaging.message.id", eventId),
    ];

    internal BatchTelemetry StartBatch(IReadOnlyList<RawEvent> batch) => new(_instruments, _messaging, _time, batch);
}

/// <summary>Where the events travel, as the OpenTelemetry messaging conventions ask for it. The functions know it; Core doesn't.</summary>
/// <param name="System">The conventions' name for the broker.</param>
/// <param name="Destination">The topic.</param>
/// <param name="ConsumerGroup">Who reads it here; null in an app that doesn't.</param>
public sealed record Messaging(string System, string Destination, string? ConsumerGroup);

/// <summary>The trace context of a call's events, and the span in which they are created: none while no exporter listens.</summary>
public readonly struct CreateSpan : IDisposable
{
    private readonly Activity? _activity;

    internal CreateSpan(Activity? activity, string? traceParent) => (_activity, TraceParent) = (activity, traceParent);

    /// <summary>The value of the events' header; null when the call is part of no trace.</summary>
    public string? TraceParent { get; }

    public void Dispose() => _activity?.Dispose();
}

/// <summary>An answer that is counted when it is given.</summary>
internal sealed class CountedResult(IResult answer, Action count) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        count();
        return answer.ExecuteAsync(httpContext);
    }
}
