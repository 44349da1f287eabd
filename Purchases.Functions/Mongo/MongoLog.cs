using Microsoft.Extensions.Logging;

namespace Purchases.Functions.Mongo;

internal static partial class MongoLog
{
    [LoggerMessage(30, LogLevel.Warning, "The index {Index} could not be created ({Error}); unless it exists, create it by hand, or lists are slow")]
    public static partial void NoIndex(ILogger logger, string index, string error);

    [LoggerMessage(31, LogLevel.Warning, "The document {EventId} is no purchase of version 1 and is left out")]
    public static partial void Unreadable(ILogger logger, string? eventId);
}
