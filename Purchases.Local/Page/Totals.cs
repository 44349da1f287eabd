using System.Diagnostics.Metrics;
using Purchases.Core.Telemetry;

namespace Purchases.Local.Page;

/// <summary>What this process has counted since its start, and when: the same numbers that its metrics export.</summary>
internal sealed class Totals : IDisposable
{
    /// <summary>One bar of the chart.</summary>
    public const int BucketSeconds = 5;

    /// <summary>Five minutes of them.</summary>
    public const int Buckets = 60;

    private readonly TimeProvider _time;
    private readonly MeterListener _listener = new();

    public Totals(IMeterFactory meters, TimeProvider time)
    {
        _time = time;
        Since = time.GetUtcNow();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == PurchaseTelemetry.Name && ReferenceEquals(instrument.Meter.Scope, meters) && Of(instrument.Name) is { } series)
                listener.EnableMeasurementEvents(instrument, series);
        };
        _listener.SetMeasurementEventCallback<long>((_, count, _, series) => ((Series)series!).Add(count, Bucket));
        _listener.Start();
    }

    public DateTimeOffset Since { get; }

    public Series Accepted { get; } = new();

    public Series Recorded { get; } = new();

    public Series Duplicates { get; } = new();

    public Series Rejected { get; } = new();

    /// <summary>Number of the bucket that is being filled.</summary>
    public long Bucket => _time.GetUtcNow().ToUnixTimeSeconds() / BucketSeconds;

    public void Dispose() => _listener.Dispose();

    private Series? Of(string instrument) => instrument switch
    {
        "purchases.accepted" => Accepted,
        "purchases.recorded" => Recorded,
        "purchases.duplicates" => Duplicates,
        "purchases.rejected" => Rejected,
        _ => null,
    };

    /// <summary>One count: all of it, and its last buckets.</summary>
    internal sealed class Series
    {
        private readonly Lock _lock = new();
        private readonly (long Bucket, long Count)[] _ring = new (long, long)[Buckets];
        private long _total;

        public long Total => Volatile.Read(ref _total);

        public void Add(long count, long bucket)
        {
            lock (_lock)
            {
                _total += count;
                ref var slot = ref _ring[bucket % Buckets];
                slot = (bucket, slot.Bucket == bucket ? slot.Count + count : count);
            }
        }

        /// <summary>Counts of the buckets that end with this one, oldest first.</summary>
        public long[] Recent(long bucket)
        {
            var counts = new long[Buckets];
            lock (_lock)
            {
                foreach (var slot in _ring)
                {
                    var age = bucket - slot.Bucket;
                    if (age is >= 0 and < Buckets) counts[Buckets - 1 - age] = slot.Count;
                }
            }

            return counts;
        }
    }
}
