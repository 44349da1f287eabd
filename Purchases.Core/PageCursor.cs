using System.Buffers.Binary;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Purchases.Core;

/// <summary>
/// A place in a user's list: behind the purchase with this timestamp and eventId. Its text is opaque to callers, and safe in a URL.
/// </summary>
public sealed record PageCursor(EventTimestamp Timestamp, string EventId)
{
    private const int TimestampBytes = sizeof(long);
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static PageCursor After(PurchaseCreated purchase) => new(purchase.Timestamp, purchase.EventId);

    /// <summary>Reads what <see cref="ToString"/> wrote; anything else is refused.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out PageCursor? cursor)
    {
        cursor = null;

        // 4 base64 characters hold 3 bytes; a code point takes at most 4. Longer text can't be ours and isn't decoded.
        const int bytesMax = TimestampBytes + (Limits.TextCharsMax * 4);
        if (text.Length > (bytesMax * 4 / 3) + 4) return false;

        Span<byte> bytes = stackalloc byte[bytesMax + 4];
        if (!Base64Url.IsValid(text) || !Base64Url.TryDecodeFromChars(text, bytes, out var count) || count <= TimestampBytes) return false;

        var eventId = bytes[TimestampBytes..count];
        if (!EventTimestamp.TryFromUnixMicroseconds(BinaryPrimitives.ReadInt64BigEndian(bytes), out var timestamp) ||
            !System.Text.Unicode.Utf8.IsValid(eventId))
        {
            return false;
        }

        cursor = new(timestamp, StrictUtf8.GetString(eventId));
        return TextRules.LengthFault(cursor.EventId) is null && cursor.ToString() == text;
    }

    public override string ToString()
    {
        var bytes = new byte[TimestampBytes + StrictUtf8.GetByteCount(EventId)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, Timestamp.UnixMicroseconds);
        StrictUtf8.GetBytes(EventId, bytes.AsSpan(TimestampBytes));
        return Base64Url.EncodeToString(bytes);
    }
}
