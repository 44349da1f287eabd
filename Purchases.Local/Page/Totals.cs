using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Http;
using Purchases.Core.Telemetry;
using Purchases.Functions;
using Purchases.Local.Runtime;

namespace Purchases.Local.Page;

/// <summary>What this process has counted since its start, and when: the same numbers that its metrics export.</summary>
internal sealed class Totals : IDisposable
{
    private readonly TimeProvider _time;
    private readonly MeterListener _listener = new();

    public Totals(IMeterFactory meters, TimeProvider time)
    {
        _time = time;
        Since = time.GetUtcNow();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == PurchaseTelemetry.Name && ReferenceEquals(instrument.Meter.Scope, meters) && Counts(instrument.Name))
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, count, tags, _) => Of(instrument.Name, tags)?.Add(count, Bucket));
        _listener.Start();
    }

    public DateTimeOffset Since { get; }

    public Series Accepted { get; } = new();

    /// <summary>Buys answered with 4xx.</summary>
    public Series Refused { get; } = new();

    /// <summary>Buys answered with 5xx.</summary>
    public Series Failed { get; } = new();

    public Series Recorded { get; } = new();

    public Series Duplicates { get; } = new();

    public Series Rejected { get; } = new();

    /// <summary>Number of the bucket that is being filled.</summary>
    public long Bucket => _time.GetUtcNow().ToUnixTimeSeconds() / Series.BucketSeconds;

    public void Dispose() => _listener.Dispose();

    private bool Counts(string instrument) => instrument == RefusedCalls.Instrument || Of(instrument, []) is not null;

    private Series? Of(string instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags) => instrument switch
    {
        "purchases.accepted" => Accepted,
        "purchases.recorded" => Recorded,
        "purchases.duplicates" => Duplicates,
        "purchases.rejected" => Rejected,
        RefusedCalls.Instrument => OfRefused(tags),
        _ => null,
    };

    // Only buys: a purchase that isn't recorded yet is a 404 too, and nothing was refused.
    private Series? OfRefused(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var (isBuy, status) = (false, 0);
        foreach (var (name, value) in tags)
        {
            if (name == RefusedCalls.FunctionTag) isBuy = value is nameof(Buy);
            else if (name == RefusedCalls.StatusTag) status = (int)value!;
        }

        if (!isBuy) return null;
        return status < StatusCodes.Status500InternalServerError ? Refused : Failed;
    }
}
