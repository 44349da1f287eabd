using System.Text;
using System.Text.Unicode;
using MongoDB.Bson;
using Purchases.Core;

namespace Purchases.Functions.Mongo;

/// <summary>
/// The one place that knows how a rejected event is stored. Key and value are kept as text, for a person to read, when they are UTF-8, and
/// in base64 otherwise, which <c>keyEncoding</c> or <c>valueEncoding</c> then says: either way they can be restored byte for byte.
/// </summary>
internal static class RejectedDocument
{
    public const string Id = "_id";
    public const string RejectedAt = "rejectedAt";

    /// <summary>The successor's position; absent while the event waits for a person.</summary>
    public const string ReplayedAs = "replayedAs";

    private const string Code = "code";
    private const string Reason = "reason";
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
        };
        Add(document, Key, rejected.Key);
        Add(document, Value, rejected.Value);
        return document;
    }

    /// <summary>All but key and value, which may be large.</summary>
    public static string[] SummaryMembers => [Code, Reason, RejectedAt];

    /// <summary>Null for a document that this program didn't write.</summary>
    public static RejectedSummary? ReadSummary(BsonDocument document) =>
        PositionOf(document, Id) is { } position && EventTimestamp.TryParse(TextOf(document, RejectedAt), out var rejectedAt)
            ? new(position, CodeOf(document), TextOf(document, Reason) ?? "", rejectedAt)
            : null;

    /// <summary>Null for a document that this program didn't write.</summary>
    public static RejectedEvent? Read(BsonDocument document) =>
        PositionOf(document, Id) is { } position && EventTimestamp.TryParse(TextOf(document, RejectedAt), out var rejectedAt)
            ? new(
                position,
                CodeOf(document),
                TextOf(document, Reason) ?? "",
                BytesOf(document, Key),
                BytesOf(document, Value),
                rejectedAt,
                PositionOf(document, ReplayedAs))
            : null;

    private static RejectionCode CodeOf(BsonDocument document) => RejectionCodes.Parse(TextOf(document, Code));

    private static byte[]? BytesOf(BsonDocument document, string name) => TextOf(document, name) switch
    {
        null => null,
        var text when TextOf(document, EncodingOf(name)) == Base64 => FromBase64(text),
        var text => Encoding.UTF8.GetBytes(text),
    };

    // Someone may have edited it; what it says then is still better than nothing.
    private static byte[] FromBase64(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var count) ? bytes[..count] : Encoding.UTF8.GetBytes(text);
    }

    private static EventPosition? PositionOf(BsonDocument document, string name) =>
        EventPosition.TryParse(TextOf(document, name), out var position) ? position : null;

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
