using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Http;
using Purchases.Core.Telemetry;
using Purchases.Functions;
using Purchases.Local.Telemetry;

namespace Purchases.Local.Dashboard;

/// <summary>What this process has counted since its start, and when: the same numbers that its metrics export.</summary>
internal sealed class Totals : IDisposable
{
    private readonly TimeProvider _time;
    private readonly MeterListener _listener = new();
    private readonly Series _accepted = new();
    private readonly Series _refused = new();
    private readonly Series _failed = new();
    private readonly Series _recorded = new();
    private readonly Series _duplicates = new();
    private readonly Series _rejected = new();

    public Totals(IMeterFactory meters, TimeProvider time)
    {
        _time = time;
        Since = time.GetUtcNow();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            var ours = instrument.Meter.Name == PurchaseTelemetry.Name && ReferenceEquals(instrument.Meter.Scope, meters);
            if (ours && IsCounted(instrument.Name)) listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, count, tags, _) => Of(instrument.Name, tags)?.Add(count, Bucket));
        _listener.Start();
    }

    public DateTimeOffset Since { get; }

    /// <summary>Number of the bucket that is being filled.</summary>
    public long Bucket => _time.GetUtcNow().ToUnixTimeSeconds() / Series.BucketSeconds;

    /// <summary>All that was counted.</summary>
    /// <param name="buys">Whether buys are taken by this process. Likewise <paramref name="records"/>.</param>
    public Counts<long?> SinceStart(bool buys, bool records) => new(
        buys ? _accepted.Total : null,
        buys ? _refused.Total : null,
        buys ? _failed.Total : null,
        records ? _recorded.Total : null,
        records ? _duplicates.Total : null,
        records ? _rejected.Total : null);

    /// <summary>Counts of the buckets that end with this one, oldest first.</summary>
    public Counts<long[]> Recent(long bucket) => new(
        _accepted.Recent(bucket),
        _refused.Recent(bucket),
        _failed.Recent(bucket),
        _recorded.Recent(bucket),
        _duplicates.Recent(bucket),
        _rejected.Recent(bucket));

    public void Dispose() => _listener.Dispose();

    private bool IsCounted(string instrument) => instrument == RefusedCalls.Instrument || Of(instrument, []) is not null;

    private Series? Of(string instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags) => instrument switch
    {
        MetricNames.Accepted => _accepted,
        MetricNames.Recorded => _recorded,
        MetricNames.Duplicates => _duplicates,
        MetricNames.Rejected => _rejected,
        RefusedCalls.Instrument => OfRefused(tags),
        _ => null,
    };

    // Only buys: GET of a purchase that isn't recorded yet is a 404 as well, but refuses nothing.
    private Series? OfRefused(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var (isBuy, status) = (false, 0);
        foreach (var (name, value) in tags)
        {
            if (name == RefusedCalls.FunctionTag) isBuy = value is nameof(Buy);
            else if (name == RefusedCalls.StatusTag) status = (int)value!;
        }

        if (!isBuy) return null;
        return status < StatusCodes.Status500InternalServerError ? _refused : _failed;
    }
}
