using Microsoft.Extensions.Logging;
using MongoDB.Bson;
using Purchases.Core;

namespace Purchases.Functions.Mongo;

/// <summary>Names in the log what can't be read, each document once: lists come across it again and again.</summary>
/// <param name="expected">What it should be.</param>
internal sealed class UnreadableDocuments(string expected, ILogger logger)
{
    /// <summary>So many are named and remembered by one process.</summary>
    public const int NamedMax = 1000;

    private readonly Lock _lock = new();
    private readonly HashSet<string> _named = new(StringComparer.Ordinal);

    /// <returns>
    /// What <paramref name="read"/> makes of the document; null where there is none, or it can't be read and so is named.
    /// </returns>
    public T? Read<T>(FoundDocument? found, Func<BsonDocument, T?> read)
        where T : class
    {
        if (found is null) return null;
        if (found.Content is { } content && read(content) is { } item) return item;

        Name(found.Id.ToJson());
        return null;
    }

    private void Name(string id)
    {
        // Anybody's _id: no longer than an eventId of ours.
        if (id.Length > Limits.TextCharsMax) id = $"{id[..Limits.TextCharsMax]}…";
        int named;
        lock (_lock)
        {
            if (_named.Count == NamedMax || !_named.Add(id)) return;
            named = _named.Count;
        }

        MongoLog.Unreadable(logger, id, expected);
        if (named == NamedMax) MongoLog.NoMoreUnreadable(logger, NamedMax);
    }
}
