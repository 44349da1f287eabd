using Microsoft.Extensions.Logging;

namespace Purchases.Functions.Mongo;

internal static partial class MongoLog
{
    [LoggerMessage(30, LogLevel.Warning,
        "MongoDB rejects the index {Index} (code {Code}). Unless it exists, create it by hand: lists are slow without it")]
    public static partial void NoIndex(ILogger logger, string index, int code);

    [LoggerMessage(31, LogLevel.Warning, "The document with _id {Id} can't be read as a {Expected} and is skipped. This is logged once")]
    public static partial void Unreadable(ILogger logger, string id, string expected);

    [LoggerMessage(32, LogLevel.Warning, "{Count} documents that can't be read were logged. Others are skipped without a log line")]
    public static partial void NoMoreUnreadable(ILogger logger, int count);

    [LoggerMessage(33, LogLevel.Warning,
        "The index {Index} doesn't exist yet. Until MongoDB has built it, lists are slow")]
    public static partial void IndexIsBeingBuilt(ILogger logger, string index);

    [LoggerMessage(34, LogLevel.Warning,
        "MONGO_URI weakens the write concern (w=1 or journal=false): a purchase that counts as recorded may be lost when a server fails. " +
        "Remove the option to be safe")]
    public static partial void WeakWrites(ILogger logger);
}
