using Microsoft.Extensions.Logging;

namespace Purchases.Core.Recording;

internal static partial class RecorderLog
{
    [LoggerMessage(1, LogLevel.Information,
        "Recorded {Recorded}, already recorded {AlreadyRecorded}, rejected {Rejected}: {Ranges}")]
    public static partial void Batch(ILogger logger, int recorded, int alreadyRecorded, int rejected, OffsetRanges ranges);

    // The words of the original, for every rejected event, conflicts too: alerts on them go on working.
    [LoggerMessage(2, LogLevel.Warning, "Bad event schema: {Reason} ({Position})")]
    public static partial void BadEvent(ILogger logger, string reason, EventPosition position);
}
