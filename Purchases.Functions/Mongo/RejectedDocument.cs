using System.Text;
using System.Text.Unicode;
using MongoDB.Bson;
using MongoDB.Bson.Serialization;
using MongoDB.Bson.Serialization.Serializers;
using MongoDB.Driver;

namespace Purchases.Functions.Mongo;

/// <summary>
/// The document of a rejected event. Key and value are stored as readable text if they are UTF-8, otherwise in base64, with the member
/// <c>keyEncoding</c> or <c>valueEncoding</c>. Either way they can be restored byte for byte.
/// </summary>
internal static class RejectedDocument
{
    public const string RejectedAt = "rejectedAt";

    /// <summary>When the latest replay claimed it; absent if none did, or if the claim was released.</summary>
    public const string ReplayingSince = "replayingSince";

    /// <summary>The successor's position; absent until the successor is recorded or rejected.</summary>
    public const string ReplayedAs = "replayedAs";

    /// <summary>When it was dismissed; absent if it wasn't.</summary>
    public const string DismissedAt = "dismissedAt";

    private const string Id = PurchaseDocument.Id;
    private const string Code = "code";
    private const string Reason = "reason";
    private const string UserId = "userId";
    private const string ItemId = "itemId";
    private const string ReplayOf = "replayOf";
    private const string Note = "note";
    private const string Key = "key";
    private const string Value = "value";
    private const string Base64 = "base64";

    public static BsonDocument Of(RejectedEvent rejected)
    {
        var document = new BsonDocument
        {
            { Id, rejected.Position.ToString() },
            { Code, rejected.Code.Text() },
            { Reason, rejected.Reason },
            { RejectedAt, rejected.RejectedAt.ToString() },
            { UserId, rejected.UserId, rejected.UserId is not null },
            { ItemId, rejected.ItemId, rejected.ItemId is not null },
            { ReplayOf, rejected.ReplayOf?.ToString(), rejected.ReplayOf is not null },
            { DismissedAt, rejected.Dismissal?.At.ToString(), rejected.Dismissal is not null },
            { Note, rejected.Dismissal?.Note, rejected.Dismissal?.Note is not null },
        };
        Add(document, Key, rejected.Key);
        Add(document, Value, rejected.Value);
        return document;
    }

    /// <summary>Reads summaries: without key and value, which may be large.</summary>
    public static ProjectionDefinition<BsonDocument, Found<RejectedSummary>> Summaries(UnreadableDocuments unreadable) =>
        Projection(document => Read(document)?.Summary, unreadable, Id, Code, Reason, RejectedAt, UserId, ItemId, ReplayedAs, DismissedAt);

    /// <summary>Reads whole rejected events.</summary>
    public static ProjectionDefinition<BsonDocument, Found<RejectedEvent>> Whole(UnreadableDocuments unreadable) =>
        Projection(Read, unreadable);

    public static UpdateDefinition<BsonDocument> Release { get; } = Builders<BsonDocument>.Update.Unset(ReplayingSince);

    public static UpdateDefinition<BsonDocument> Claim(EventTimestamp now) =>
        Builders<BsonDocument>.Update.Set(ReplayingSince, now.ToString());

    public static UpdateDefinition<BsonDocument> MarkReplayed(Replayed replayed) =>
        Builders<BsonDocument>.Update.Set(ReplayedAs, replayed.Successor.ToString());

    public static UpdateDefinition<BsonDocument> Dismiss(Dismissal dismissal)
    {
        var update = Builders<BsonDocument>.Update.Set(DismissedAt, dismissal.At.ToString());
        return dismissal.Note is null ? update : update.Set(Note, dismissal.Note);
    }

    /// <summary>Null for a document that this app didn't write.</summary>
    public static RejectedEvent? Read(BsonDocument document) =>
        PositionOf(document, Id) is { } position && TimeOf(document, RejectedAt) is { } rejectedAt
            ? new(
                position,
                RejectionCodes.Parse(TextOf(document, Code)),
                TextOf(document, Reason) ?? "",
                BytesOf(document, Key),
                BytesOf(document, Value),
                rejectedAt)
            {
                UserId = TextOf(document, UserId),
                ItemId = TextOf(document, ItemId),
                ReplayOf = PositionOf(document, ReplayOf),
                ReplayingSince = TimeOf(document, ReplayingSince),
                ReplayedAs = PositionOf(document, ReplayedAs),
                Dismissal = TimeOf(document, DismissedAt) is { } dismissedAt ? new(dismissedAt, TextOf(document, Note)) : null,
            }
            : null;

    private static BsonDocumentProjectionDefinition<BsonDocument, Found<T>> Projection<T>(
        Func<BsonDocument, T?> read, UnreadableDocuments unreadable, params IEnumerable<string> members)
        where T : class => new(
            new(members.Select(member => new BsonElement(member, 1))),
            new DocumentReader<T>(
                reader =>
                {
                    // MongoDB allows duplicate members; the first one counts.
                    var document = BsonDocumentSerializer.Instance.Deserialize(
                        BsonDeserializationContext.CreateRoot(reader, context => context.AllowDuplicateElementNames = true));
                    return new(read(document), TextOf(document, RejectedAt), TextOf(document, Id));
                },
                unreadable));

    private static byte[]? BytesOf(BsonDocument document, string name) => TextOf(document, name) switch
    {
        null => null,
        var text when TextOf(document, EncodingOf(name)) == Base64 => FromBase64(text),
        var text => Encoding.UTF8.GetBytes(text),
    };

    // It may have been edited; then its text is better than nothing.
    private static byte[] FromBase64(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var count) ? bytes[..count] : Encoding.UTF8.GetBytes(text);
    }

    private static EventPosition? PositionOf(BsonDocument document, string name) =>
        EventPosition.TryParse(TextOf(document, name), out var position) ? position : null;

    private static EventTimestamp? TimeOf(BsonDocument document, string name) =>
        EventTimestamp.TryParse(TextOf(document, name), out var time) ? time : null;

    private static string? TextOf(BsonDocument document, string name) =>
        document.TryGetValue(name, out var value) && value.IsString ? value.AsString : null;

    private static void Add(BsonDocument document, string name, byte[]? bytes)
    {
        if (bytes is null)
        {
            document.Add(name, BsonNull.Value);
        }
        else if (Utf8.IsValid(bytes))
        {
            document.Add(name, Encoding.UTF8.GetString(bytes));
        }
        else
        {
            document.Add(name, Convert.ToBase64String(bytes));
            document.Add(EncodingOf(name), Base64);
        }
    }

    private static string EncodingOf(string name) => $"{name}Encoding";
}
