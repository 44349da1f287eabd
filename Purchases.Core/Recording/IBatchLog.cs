namespace Purchases.Core.Recording;

/// <summary>Where the recorder says what became of a batch: a line for each, or fewer where a host's batches are small.</summary>
public interface IBatchLog
{
    /// <summary>What became of the events that lie there.</summary>
    void Recorded(int recorded, int alreadyRecorded, int rejected, OffsetRanges ranges);
}
