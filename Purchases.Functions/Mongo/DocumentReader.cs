using System.Text;
using Microsoft.Extensions.Logging;
using MongoDB.Bson;
using MongoDB.Bson.IO;
using MongoDB.Bson.Serialization;
using MongoDB.Bson.Serialization.Serializers;

namespace Purchases.Functions.Mongo;

/// <summary>A document that was read, from this app or another writer.</summary>
/// <param name="Item">Its content; null if it isn't valid.</param>
/// <param name="Time">The text that lists are sorted by; null if it isn't text or can't be read.</param>
/// <param name="Id">Its _id; null if it isn't text or can't be read.</param>
internal readonly record struct Found<T>(T? Item, string? Time, string? Id)
    where T : class;

/// <summary>Reads documents. An invalid one is logged with its _id, and the others of the same reply are still read.</summary>
/// <param name="read">Reads a whole document.</param>
internal sealed class DocumentReader<T>(Func<IBsonReader, Found<T>> read, UnreadableDocuments unreadable) : SerializerBase<Found<T>>
    where T : class
{
    public override Found<T> Deserialize(BsonDeserializationContext context, BsonDeserializationArgs args)
    {
        var reader = context.Reader;
        var start = reader.GetBookmark();
        var found = IfUtf8(reader, read);
        if (found.Item is not null) return found;

        reader.ReturnToBookmark(start);
        var (id, name) = IfUtf8(reader, ReadId);
        unreadable.Name(name ?? "(not UTF-8)");
        reader.ReturnToBookmark(start);
        reader.SkipValue();
        return found with { Id = id };
    }

    // MongoDB also stores text that isn't UTF-8. Nothing else in a document makes reading it throw; another exception, such as
    // OutOfMemoryException, isn't the document's fault.
    private static TResult? IfUtf8<TResult>(IBsonReader reader, Func<IBsonReader, TResult> read)
    {
        try
        {
            return read(reader);
        }
        catch (DecoderFallbackException)
        {
            return default;
        }
    }

    // MongoDB stores _id as the first member. Returns its text if it is text, and its value for the log.
    private static (string? Text, string Name) ReadId(IBsonReader reader)
    {
        reader.ReadStartDocument();
        if (reader.ReadBsonType() == BsonType.EndOfDocument || reader.ReadName() != PurchaseDocument.Id) return (null, "(none)");
        if (reader.CurrentBsonType is BsonType.Document or BsonType.Array) return (null, $"({reader.CurrentBsonType})");

        var id = BsonValueSerializer.Instance.Deserialize(BsonDeserializationContext.CreateRoot(reader));
        return ((id as BsonString)?.Value, id.ToJson());
    }
}

/// <summary>Logs the _id of invalid documents, once for each: lists read them again and again.</summary>
/// <param name="expected">What a document should contain.</param>
internal sealed class UnreadableDocuments(string expected, ILogger logger)
{
    /// <summary>How many documents one process logs and remembers.</summary>
    public const int NamedMax = 1000;

    private readonly Lock _lock = new();
    private readonly HashSet<string> _named = new(StringComparer.Ordinal);

    public void Name(string name)
    {
        // Another writer's _id may be of any length.
        if (name.Length > Limits.TextCharsMax) name = $"{name[..Limits.TextCharsMax]}…";
        int named;
        lock (_lock)
        {
            if (_named.Count == NamedMax || !_named.Add(name)) return;
            named = _named.Count;
        }

        MongoLog.Unreadable(logger, name, expected);
        if (named == NamedMax) MongoLog.NoMoreUnreadable(logger, NamedMax);
    }
}
