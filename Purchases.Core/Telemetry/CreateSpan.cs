using System.Diagnostics;

namespace Purchases.Core.Telemetry;

/// <summary>The trace context of a call's events, and the span in which they are created: none while no exporter listens.</summary>
public readonly struct CreateSpan : IDisposable
{
    private readonly Activity? _activity;

    internal CreateSpan(Activity? activity, string? traceParent) => (_activity, TraceParent) = (activity, traceParent);

    /// <summary>The value of the events' header; null when the call is part of no trace.</summary>
    public string? TraceParent { get; }

    public void Dispose() => _activity?.Dispose();
}
