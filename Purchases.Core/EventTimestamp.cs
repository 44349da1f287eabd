using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Purchases.Core;

/// <summary>
/// A moment in UTC with microseconds, years 0001–9999. Its text has one form, <c>2026-01-15T10:34:14.300477+00:00</c>,
/// which sorts in time order. Other forms of ISO 8601 are read too (<see cref="TryParse(ReadOnlySpan{byte}, out EventTimestamp)"/>).
/// </summary>
[JsonConverter(typeof(EventTimestampConverter))]
public readonly record struct EventTimestamp
{
    /// <summary>Length of the written form, in bytes and in characters.</summary>
    public const int TextLength = 32;

    private static readonly long MicrosecondsMax = (DateTime.MaxValue.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;
    private static readonly long MicrosecondsMin = -DateTime.UnixEpoch.Ticks / TimeSpan.TicksPerMicrosecond;

    private EventTimestamp(long unixMicroseconds) => UnixMicroseconds = unixMicroseconds;

    /// <summary>Microseconds since 1970-01-01T00:00:00Z; negative before.</summary>
    public long UnixMicroseconds { get; }

    /// <summary>The moment without what is finer than a microsecond, never rounded up.</summary>
    public static EventTimestamp From(DateTimeOffset moment) => FromUtcTicks(moment.UtcTicks);

    /// <exception cref="ArgumentOutOfRangeException">Outside the years 0001–9999.</exception>
    public static EventTimestamp FromUnixMicroseconds(long microseconds) =>
        TryFromUnixMicroseconds(microseconds, out var timestamp)
            ? timestamp
            : throw new ArgumentOutOfRangeException(nameof(microseconds), microseconds, "Outside the years 0001–9999.");

    public static bool TryFromUnixMicroseconds(long microseconds, out EventTimestamp timestamp)
    {
        var inRange = microseconds >= MicrosecondsMin && microseconds <= MicrosecondsMax;
        timestamp = inRange ? new(microseconds) : default;
        return inRange;
    }

    /// <summary>
    /// Reads a date and time of ISO 8601's extended form: <c>YYYY-MM-DD</c>, <c>T</c> (or a space, RFC 3339 section 5.6),
    /// <c>HH:MM[:SS[.f…]]</c> and <c>Z</c>, <c>±HH:MM</c>, <c>±HHMM</c>, <c>±HH</c> or no offset, which means UTC. Digits after the sixth
    /// of a fraction are cut off.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out EventTimestamp timestamp)
    {
        timestamp = default;
        if (text.Length < 16 || text[10] is not ((byte)'T' or (byte)'t' or (byte)' ')) return false;

        // The framework's parser of its round-trip form checks digits and ranges. What the text leaves out stays zero.
        Span<byte> moment = stackalloc byte[27];
        "0000-00-00T00:00:00.0000000"u8.CopyTo(moment);
        text[..10].CopyTo(moment);
        text[11..16].CopyTo(moment[11..]);
        var rest = text[16..];
        if (rest is [(byte)':', _, _, ..])
        {
            rest[..3].CopyTo(moment[16..]);
            rest = rest[3..];
            if (rest is [(byte)'.' or (byte)',', .. var fraction])
            {
                var end = fraction.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
                var digits = fraction[..(end < 0 ? fraction.Length : end)];
                if (digits.IsEmpty) return false;
                digits[..Math.Min(digits.Length, 6)].CopyTo(moment[20..]);
                rest = fraction[digits.Length..];
            }
        }

        // Any date will do for the offset's hours and minutes.
        Span<byte> offset = stackalloc byte[27];
        "0001-01-01T00:00:00.0000000"u8.CopyTo(offset);
        if (rest is [(byte)'+' or (byte)'-', _, _, .. var minutes])
        {
            rest[1..3].CopyTo(offset[11..]);
            if (minutes is [(byte)':', _, _] or [_, _]) minutes[^2..].CopyTo(offset[14..]);
            else if (!minutes.IsEmpty) return false;
        }
        else if (rest is not ([] or [(byte)'Z' or (byte)'z']))
        {
            return false;
        }

        if (!Utf8Parser.TryParse(moment, out DateTime local, out _, 'O') || !Utf8Parser.TryParse(offset, out DateTime ahead, out _, 'O'))
            return false;

        var utcTicks = local.Ticks + (rest is [(byte)'-', ..] ? ahead.Ticks : -ahead.Ticks);
        if (utcTicks < DateTime.MinValue.Ticks || utcTicks > DateTime.MaxValue.Ticks) return false;

        timestamp = FromUtcTicks(utcTicks);
        return true;
    }

    /// <inheritdoc cref="TryParse(ReadOnlySpan{byte}, out EventTimestamp)"/>
    public static bool TryParse([NotNullWhen(true)] string? text, out EventTimestamp timestamp)
    {
        timestamp = default;
        return text is not null && TryParse(Encoding.UTF8.GetBytes(text), out timestamp);
    }

    /// <summary>Writes the text. <paramref name="utf8"/> has at least <see cref="TextLength"/> bytes.</summary>
    public void Format(Span<byte> utf8)
    {
        // 'O' is yyyy-MM-ddTHH:mm:ss.fffffffZ; the offset replaces the seventh digit, which is always zero here, and the Z.
        var moment = DateTime.UnixEpoch.AddTicks(UnixMicroseconds * TimeSpan.TicksPerMicrosecond);
        Utf8Formatter.TryFormat(moment, utf8, out _, new('O'));
        "+00:00"u8.CopyTo(utf8[26..]);
    }

    public override string ToString()
    {
        Span<byte> utf8 = stackalloc byte[TextLength];
        Format(utf8);
        return Encoding.ASCII.GetString(utf8);
    }

    /// <exception cref="ArgumentOutOfRangeException">The sum is outside the years 0001–9999.</exception>
    public static EventTimestamp operator +(EventTimestamp timestamp, TimeSpan time) =>
        FromUnixMicroseconds(timestamp.UnixMicroseconds + (time.Ticks / TimeSpan.TicksPerMicrosecond));

    /// <inheritdoc cref="op_Addition"/>
    public static EventTimestamp operator -(EventTimestamp timestamp, TimeSpan time) => timestamp + -time;

    private static EventTimestamp FromUtcTicks(long utcTicks)
    {
        // Division rounds towards zero, so ticks are counted from year 1, where they are never negative.
        var microseconds = (utcTicks / TimeSpan.TicksPerMicrosecond) - (DateTime.UnixEpoch.Ticks / TimeSpan.TicksPerMicrosecond);
        return new(microseconds);
    }
}

internal sealed class EventTimestampConverter : JsonConverter<EventTimestamp>
{
    public override EventTimestamp Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        EventTimestamp.TryParse(reader.GetString(), out var timestamp)
            ? timestamp
            : throw new JsonException("Not a date and time of ISO 8601's extended form.");

    public override void Write(Utf8JsonWriter writer, EventTimestamp value, JsonSerializerOptions options)
    {
        Span<byte> utf8 = stackalloc byte[EventTimestamp.TextLength];
        value.Format(utf8);
        writer.WriteStringValue(utf8);
    }
}
