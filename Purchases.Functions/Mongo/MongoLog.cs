using Microsoft.Extensions.Logging;

namespace Purchases.Functions.Mongo;

internal static partial class MongoLog
{
    [LoggerMessage(30, LogLevel.Warning,
        "MongoDB refuses to create the index {Index} (code {Code}); unless it exists, create it by hand, or lists are slow")]
    public static partial void NoIndex(ILogger logger, string index, int code);

    [LoggerMessage(31, LogLevel.Warning,
        "The document with _id {Id} is no {Expected} that can be read, and is left out; this is said once")]
    public static partial void Unreadable(ILogger logger, string id, string expected);

    [LoggerMessage(32, LogLevel.Warning, "{Count} documents that can't be read were named; further ones are left out without a word")]
    public static partial void NoMoreUnreadable(ILogger logger, int count);

    [LoggerMessage(33, LogLevel.Warning,
        "The index {Index} is not there yet: MongoDB takes long to build it, and lists are slow meanwhile")]
    public static partial void IndexIsBeingBuilt(ILogger logger, string index);
}
