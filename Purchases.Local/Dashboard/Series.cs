namespace Purchases.Local.Dashboard;

/// <summary>A count over time: all of it, and its last five minutes by buckets.</summary>
internal sealed class Series
{
    /// <summary>One bar of the chart.</summary>
    public const int BucketSeconds = 5;

    /// <summary>Five minutes of them.</summary>
    public const int Buckets = 60;

    private readonly Lock _lock = new();
    private readonly (long Bucket, long Count)[] _ring = new (long, long)[Buckets];
    private long _total;

    public long Total => Volatile.Read(ref _total);

    public void Add(long count, long bucket)
    {
        lock (_lock)
        {
            _total += count;
            // Before 1970 buckets are negative.
            ref var slot = ref _ring[((bucket % Buckets) + Buckets) % Buckets];
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
