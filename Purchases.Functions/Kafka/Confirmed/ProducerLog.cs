using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace Purchases.Functions.Kafka.Confirmed;

internal static partial class ProducerLog
{
    [LoggerMessage(23, LogLevel.Error, "The Kafka producer failed for good and is replaced: {Code}, {Reason}")]
    public static partial void Replaced(ILogger logger, ErrorCode code, string reason);
}
