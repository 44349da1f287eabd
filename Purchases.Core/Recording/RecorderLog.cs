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

    [LoggerMessage(3, LogLevel.Error, "Nothing can be recorded; {Events} events wait and are tried again until it works: {Error}")]
    public static partial void OutageStarted(ILogger logger, int events, string error);

    [LoggerMessage(4, LogLevel.Error, "Still nothing can be recorded after {Seconds:0} s and {Attempts} attempts: {Error}")]
    public static partial void OutageLasts(ILogger logger, double seconds, int attempts, string error);

    [LoggerMessage(5, LogLevel.Information,
        "Recording works again after {Seconds:0} s: {Attempts} failed attempts, {Events} events retried")]
    public static partial void OutageOver(ILogger logger, double seconds, int attempts, int events);

    [LoggerMessage(6, LogLevel.Error, "Recording failed with an unexpected exception, which is a bug:{Trace}")]
    public static partial void Unforeseen(ILogger logger, string trace);
}
