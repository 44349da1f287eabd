using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace Purchases.Functions.Kafka.Confirmed;

internal static partial class ProducerLog
{
    [LoggerMessage(20, LogLevel.Error, "Events can't be delivered, and their calls are answered 503: {Reason}")]
    public static partial void OutageStarted(ILogger logger, string reason);

    [LoggerMessage(21, LogLevel.Error, "Events still can't be delivered after {Seconds:0} s; {Events} were not confirmed: {Reason}")]
    public static partial void OutageLasts(ILogger logger, double seconds, int events, string reason);

    [LoggerMessage(22, LogLevel.Warning, "Events are delivered again after {Seconds:0} s; {Events} were not confirmed")]
    public static partial void OutageOver(ILogger logger, double seconds, int events);

    [LoggerMessage(23, LogLevel.Error, "The Kafka producer failed for good and is replaced: {Code}, {Reason}")]
    public static partial void Replaced(ILogger logger, ErrorCode code, string reason);
}
