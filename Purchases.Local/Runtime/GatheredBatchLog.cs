using Purchases.Core.Recording;

namespace Purchases.Local.Runtime;

/// <summary>
/// One line a second at most. Local hands over what is there at once, so that a batch of quiet traffic is a single buy, and a line each
/// would be a line for each buy.
/// </summary>
internal sealed class GatheredBatchLog(BatchLog log, TimeProvider time) : IBatchLog, IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private Gathered? _gathered;
    private ITimer? _pause;

    public void Recorded(int recorded, int alreadyRecorded, int rejected, OffsetRanges ranges)
    {
        lock (_lock)
        {
            var before = _gathered ?? new(0, 0, 0, new());
            before.Ranges.Add(ranges);
            _gathered = before with
            {
                Recorded = before.Recorded + recorded,
                AlreadyRecorded = before.AlreadyRecorded + alreadyRecorded,
                Rejected = before.Rejected + rejected,
            };
            if (_pause is null) Write();
        }
    }

    /// <summary>Says what has not been said yet.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            Write();
            _pause?.Dispose();
        }
    }

    // After a line nothing is said for the interval; when nothing came meanwhile, the next batch has its line at once.
    private void Write()
    {
        if (_gathered is not { } all)
        {
            _pause?.Dispose();
            _pause = null;
            return;
        }

        log.Recorded(all.Recorded, all.AlreadyRecorded, all.Rejected, all.Ranges);
        _gathered = null;
        if (_pause is null) _pause = time.CreateTimer(_ => EndPause(), null, Interval, Timeout.InfiniteTimeSpan);
        else _pause.Change(Interval, Timeout.InfiniteTimeSpan);
    }

    private void EndPause()
    {
        lock (_lock) Write();
    }

    private sealed record Gathered(int Recorded, int AlreadyRecorded, int Rejected, OffsetRanges Ranges);
}
