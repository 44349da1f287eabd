namespace Purchases.Local.Dashboard;

/// <summary>
/// The greatest lag that was seen in each of the last buckets. It is seen while somebody looks; null stands for when nobody did.
/// </summary>
internal sealed class LagHistory
{
    private readonly (long Bucket, long? Lag)[] _ring = new (long, long?)[Series.Buckets];

    public void See(long lag, long bucket)
    {
        ref var slot = ref _ring[bucket % Series.Buckets];
        slot = (bucket, slot.Bucket == bucket ? Math.Max(slot.Lag ?? 0, lag) : lag);
    }

    /// <summary>By bucket, oldest first.</summary>
    public long?[] Recent(long bucket)
    {
        var lags = new long?[Series.Buckets];
        foreach (var slot in _ring)
        {
            var age = bucket - slot.Bucket;
            if (age is >= 0 and < Series.Buckets) lags[Series.Buckets - 1 - age] = slot.Lag;
        }

        return lags;
    }
}
