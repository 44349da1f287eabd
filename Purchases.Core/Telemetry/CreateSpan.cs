using System.Diagnostics;

namespace Purchases.Core.Telemetry;

/// <summary>What a call's events carry along of its trace, and the span in which they come into being, where somebody listens.</summary>
public readonly struct CreateSpan : IDisposable
{
    private readonly Activity? _activity;

    internal CreateSpan(Activity? activity, string? traceParent) => (_activity, TraceParent) = (activity, traceParent);

    /// <summary>The value of the events' header; null when the call is part of no trace.</summary>
    public string? TraceParent { get; }

    public void Dispose() => _activity?.Dispose();
}
