using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Http;
using Purchases.Core.Telemetry;
using Purchases.Functions;
using Purchases.Local.Telemetry;

namespace Purchases.Local.Dashboard;

/// <summary>Counts since the start of this process, from its own metrics.</summary>
internal sealed class Totals : IDisposable
{
    /// <summary>The number of latest times from accepted to recorded that are kept.</summary>
    public const int AgesMax = 1000;

    private readonly MeterListener _listener = new();
    private readonly double[] _agesMs = new double[AgesMax];
    private long _accepted, _refused, _failed, _recorded, _duplicates, _rejected, _ages;

    public Totals(IMeterFactory meters, TimeProvider time)
    {
        Started = time.GetUtcNow();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            // Other apps in this process have meters with the same name.
            if (instrument.Meter.Name == PurchaseTelemetry.Name && ReferenceEquals(instrument.Meter.Scope, meters))
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, count, tags, _) => Count(instrument.Name, count, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, seconds, _, _) =>
        {
            if (instrument.Name == MetricNames.Age) _agesMs[(Interlocked.Increment(ref _ages) - 1) % AgesMax] = seconds * 1000;
        });
        _listener.Start();
    }

    public DateTimeOffset Started { get; }

    public TotalsSinceStart SinceStart()
    {
        var ages = _agesMs[..(int)Math.Min(Volatile.Read(ref _ages), AgesMax)];
        Array.Sort(ages);
        return new(_accepted, _refused, _failed, _recorded, _duplicates, _rejected, Percentile(0.50), Percentile(0.99));

        double? Percentile(double share) => ages.Length == 0 ? null : ages[(int)Math.Ceiling(share * ages.Length) - 1];
    }

    public void Dispose() => _listener.Dispose();

    private void Count(string instrument, long count, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        switch (instrument)
        {
            case MetricNames.Accepted: Interlocked.Add(ref _accepted, count); break;
            case MetricNames.Recorded: Interlocked.Add(ref _recorded, count); break;
            case MetricNames.Duplicates: Interlocked.Add(ref _duplicates, count); break;
            case MetricNames.Rejected: Interlocked.Add(ref _rejected, count); break;

            // Only buys: a GET of a purchase that isn't recorded yet is a 404 too.
            case RefusedCalls.Instrument when Tag(tags, RefusedCalls.FunctionTag) is nameof(Buy):
                var isServersFault = (int)Tag(tags, RefusedCalls.StatusTag)! >= StatusCodes.Status500InternalServerError;
                Interlocked.Add(ref isServersFault ? ref _failed : ref _refused, count);
                break;
        }
    }

    private static object? Tag(ReadOnlySpan<KeyValuePair<string, object?>> tags, string name)
    {
        foreach (var tag in tags) if (tag.Key == name) return tag.Value;
        return null;
    }
}
