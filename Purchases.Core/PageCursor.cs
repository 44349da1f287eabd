using System.Buffers.Binary;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Unicode;

namespace Purchases.Core;

/// <summary>
/// A place in a list that is sorted from newest to oldest: after the entry with this timestamp and id. Its text is opaque to callers and
/// needs no escapes in a URL.
/// </summary>
/// <param name="Id">A purchase's eventId, or a rejected event's position.</param>
public sealed record PageCursor(EventTimestamp Timestamp, string Id)
{
    private const int TimestampBytes = sizeof(long);

    // With the longest eventId; a position is shorter.
    private static readonly int CharsMax = Base64Url.GetEncodedLength(TimestampBytes + (Limits.TextCharsMax * 4));

    public static PageCursor After(PurchaseCreated purchase) => new(purchase.Timestamp, purchase.EventId);

    public static PageCursor After(RejectedSummary rejected) => new(rejected.RejectedAt, rejected.Position.ToString());

    /// <summary>Reads what <see cref="ToString"/> wrote, and nothing else.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out PageCursor? cursor)
    {
        cursor = null;
        if (text.Length > CharsMax || !Base64Url.IsValid(text)) return false;

        var bytes = Base64Url.DecodeFromChars(text);
        var id = bytes.AsSpan(Math.Min(TimestampBytes, bytes.Length));
        if (id.IsEmpty || !Utf8.IsValid(id) ||
            !EventTimestamp.TryFromUnixMicroseconds(BinaryPrimitives.ReadInt64BigEndian(bytes), out var timestamp))
        {
            return false;
        }

        // Several texts decode to the same bytes: Base64 has unused bits at its end, and white space is skipped.
        cursor = new(timestamp, Encoding.UTF8.GetString(id));
        return cursor.ToString() == text;
    }

    public override string ToString()
    {
        var bytes = new byte[TimestampBytes + Encoding.UTF8.GetByteCount(Id)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, Timestamp.UnixMicroseconds);
        Encoding.UTF8.GetBytes(Id, bytes.AsSpan(TimestampBytes));
        return Base64Url.EncodeToString(bytes);
    }
}
