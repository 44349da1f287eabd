using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace Purchases.Functions.Kafka.Confirmed;

internal static partial class ProducerLog
{
    [LoggerMessage(20, LogLevel.Error, "Events can't be delivered, and their calls are answered 503: {Detail}")]
    public static partial void OutageStarted(ILogger logger, string detail);

    [LoggerMessage(21, LogLevel.Error, "Events still can't be delivered after {Seconds:0} s; {Events} were not: {Detail}")]
    public static partial void OutageLasts(ILogger logger, double seconds, int events, string detail);

    [LoggerMessage(22, LogLevel.Information, "Events are delivered again after {Seconds:0} s; {Events} were not")]
    public static partial void OutageOver(ILogger logger, double seconds, int events);

    [LoggerMessage(23, LogLevel.Error, "The Kafka producer failed for good and is replaced: {Code}, {Reason}")]
    public static partial void Replaced(ILogger logger, ErrorCode code, string reason);

    [LoggerMessage(24, LogLevel.Warning, "The process stops before Kafka has confirmed all events; none of those was answered 202")]
    public static partial void NotFlushed(ILogger logger);

    // librdkafka's own line; each carries its place in that library.
    [LoggerMessage(EventId = 25, Message = "librdkafka: {Line}")]
    public static partial void Line(ILogger logger, LogLevel level, string line);
}
