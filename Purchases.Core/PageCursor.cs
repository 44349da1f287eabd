using System.Buffers.Binary;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Purchases.Core;

/// <summary>
/// A place in a list that goes from newest to oldest: behind the entry with this timestamp and id. Its text is opaque to callers, and safe
/// in a URL.
/// </summary>
/// <param name="Id">A purchase's eventId, or a rejected event's position.</param>
public sealed record PageCursor(EventTimestamp Timestamp, string Id)
{
    private const int TimestampBytes = sizeof(long);

    // The longest eventId in UTF-8; a position is shorter.
    private const int IdBytesMax = Limits.TextCharsMax * 4;
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static PageCursor After(PurchaseCreated purchase) => new(purchase.Timestamp, purchase.EventId);

    public static PageCursor After(RejectedSummary rejected) => new(rejected.RejectedAt, rejected.Position.ToString());

    /// <summary>Reads what <see cref="ToString"/> wrote; anything else is refused.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out PageCursor? cursor)
    {
        cursor = null;

        // Longer text can't be ours and isn't decoded.
        const int bytesMax = TimestampBytes + IdBytesMax;
        if (text.Length > Base64Url.GetEncodedLength(bytesMax)) return false;

        Span<byte> bytes = stackalloc byte[bytesMax];
        if (!Base64Url.IsValid(text) || !Base64Url.TryDecodeFromChars(text, bytes, out var count) || count <= TimestampBytes) return false;

        var id = bytes[TimestampBytes..count];
        if (!EventTimestamp.TryFromUnixMicroseconds(BinaryPrimitives.ReadInt64BigEndian(bytes), out var timestamp) ||
            !System.Text.Unicode.Utf8.IsValid(id))
        {
            return false;
        }

        cursor = new(timestamp, StrictUtf8.GetString(id));

        // Base64 has unused bits at its end, so several texts decode alike; only the one that ToString writes is taken.
        return cursor.ToString() == text;
    }

    public override string ToString()
    {
        var bytes = new byte[TimestampBytes + StrictUtf8.GetByteCount(Id)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, Timestamp.UnixMicroseconds);
        StrictUtf8.GetBytes(Id, bytes.AsSpan(TimestampBytes));
        return Base64Url.EncodeToString(bytes);
    }
}
