using Microsoft.Extensions.Logging;

namespace Purchases.Core.Recording;

/// <summary>A line for each batch.</summary>
public sealed class BatchLog(ILogger<Recorder> logger) : IBatchLog
{
    public void Recorded(int recorded, int alreadyRecorded, int rejected, OffsetRanges ranges) =>
        RecorderLog.Batch(logger, recorded, alreadyRecorded, rejected, ranges);
}
