using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Purchases.Core;

/// <summary>
/// A moment in UTC with microseconds, years 0001–9999. Its text has one form, <c>2026-01-15T10:34:14.300477+00:00</c>,
/// which sorts in time order; reading takes ISO 8601's extended calendar forms (see <see cref="TryParse(ReadOnlySpan{byte}, out
/// EventTimestamp)"/>) and normalises them to it.
/// </summary>
[JsonConverter(typeof(EventTimestampConverter))]
public readonly record struct EventTimestamp : IComparable<EventTimestamp>
{
    /// <summary>Length of the written form, in bytes and in characters.</summary>
    public const int TextLength = 32;

    private static readonly long MicrosecondsMax = (DateTime.MaxValue.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;
    private static readonly long MicrosecondsMin = -DateTime.UnixEpoch.Ticks / TimeSpan.TicksPerMicrosecond;

    private static ReadOnlySpan<byte> Utc => "+00:00"u8;

    private EventTimestamp(long unixMicroseconds) => UnixMicroseconds = unixMicroseconds;

    /// <summary>Microseconds since 1970-01-01T00:00:00Z; negative before.</summary>
    public long UnixMicroseconds { get; }

    /// <summary>Takes the moment down to its microsecond; anything finer is cut off, never rounded up.</summary>
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
    /// <c>HH:MM[:SS[.f…]]</c> and <c>Z</c>, <c>±HH:MM</c>, <c>±HHMM</c>, <c>±HH</c> or no offset, which means UTC. Digits past the sixth of
    /// a fraction are cut off.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out EventTimestamp timestamp)
    {
        timestamp = default;
        var rest = text;
        if (!TakeDigits(ref rest, 4, out var year) || !Take(ref rest, '-') ||
            !TakeDigits(ref rest, 2, out var month) || !Take(ref rest, '-') ||
            !TakeDigits(ref rest, 2, out var day) ||
            !(Take(ref rest, 'T') || Take(ref rest, 't') || Take(ref rest, ' ')) ||
            !TakeDigits(ref rest, 2, out var hour) || !Take(ref rest, ':') ||
            !TakeDigits(ref rest, 2, out var minute))
        {
            return false;
        }

        var second = 0;
        var microsecond = 0;
        if (Take(ref rest, ':') &&
            (!TakeDigits(ref rest, 2, out second) ||
            ((Take(ref rest, '.') || Take(ref rest, ',')) && !TakeFraction(ref rest, out microsecond))))
        {
            return false;
        }

        if (!TakeOffset(ref rest, out var offsetMinutes) || !rest.IsEmpty ||
            year is 0 || month is 0 or > 12 || day is 0 || day > DateTime.DaysInMonth(year, month) ||
            hour > 23 || minute > 59 || second > 59)
        {
            return false;
        }

        var utcTicks = new DateTime(year, month, day, hour, minute, second, DateTimeKind.Utc).Ticks
            + (microsecond * TimeSpan.TicksPerMicrosecond)
            - (offsetMinutes * TimeSpan.TicksPerMinute);
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

    /// <summary>Writes the one form. <paramref name="utf8"/> holds at least <see cref="TextLength"/> bytes.</summary>
    public void Format(Span<byte> utf8)
    {
        // 'O' is yyyy-MM-ddTHH:mm:ss.fffffffZ; the seventh digit is always zero here and gives way to the offset.
        var moment = DateTime.UnixEpoch.AddTicks(UnixMicroseconds * TimeSpan.TicksPerMicrosecond);
        Utf8Formatter.TryFormat(moment, utf8, out _, new('O'));
        Utc.CopyTo(utf8[26..]);
    }

    public override string ToString()
    {
        Span<byte> utf8 = stackalloc byte[TextLength];
        Format(utf8);
        return Encoding.ASCII.GetString(utf8);
    }

    public int CompareTo(EventTimestamp other) => UnixMicroseconds.CompareTo(other.UnixMicroseconds);

    /// <exception cref="ArgumentOutOfRangeException">The sum lies outside the years 0001–9999.</exception>
    public static EventTimestamp operator +(EventTimestamp timestamp, TimeSpan time) =>
        FromUnixMicroseconds(timestamp.UnixMicroseconds + (time.Ticks / TimeSpan.TicksPerMicrosecond));

    /// <inheritdoc cref="op_Addition"/>
    public static EventTimestamp operator -(EventTimestamp timestamp, TimeSpan time) => timestamp + -time;

    public static bool operator <(EventTimestamp left, EventTimestamp right) => left.CompareTo(right) < 0;

    public static bool operator <=(EventTimestamp left, EventTimestamp right) => left.CompareTo(right) <= 0;

    public static bool operator >(EventTimestamp left, EventTimestamp right) => left.CompareTo(right) > 0;

    public static bool operator >=(EventTimestamp left, EventTimestamp right) => left.CompareTo(right) >= 0;

    private static EventTimestamp FromUtcTicks(long utcTicks)
    {
        // Division rounds towards zero, so ticks are counted from year 1, where they are never negative.
        var microseconds = (utcTicks / TimeSpan.TicksPerMicrosecond) - (DateTime.UnixEpoch.Ticks / TimeSpan.TicksPerMicrosecond);
        return new(microseconds);
    }

    private static bool Take(ref ReadOnlySpan<byte> text, char expected)
    {
        if (text.IsEmpty || text[0] != expected) return false;
        text = text[1..];
        return true;
    }

    private static bool TakeDigits(ref ReadOnlySpan<byte> text, int count, out int value)
    {
        value = 0;
        if (text.Length < count) return false;
        foreach (var digit in text[..count])
        {
            if (!char.IsAsciiDigit((char)digit)) return false;
            value = (value * 10) + digit - '0';
        }

        text = text[count..];
        return true;
    }

    private static bool TakeFraction(ref ReadOnlySpan<byte> text, out int microseconds)
    {
        microseconds = 0;
        var digits = 0;
        while (digits < text.Length && char.IsAsciiDigit((char)text[digits]))
        {
            if (digits < 6) microseconds = (microseconds * 10) + text[digits] - '0';
            digits++;
        }

        for (var scale = digits; scale < 6; scale++) microseconds *= 10;
        text = text[digits..];
        return digits > 0;
    }

    private static bool TakeOffset(ref ReadOnlySpan<byte> text, out int minutes)
    {
        minutes = 0;
        if (text.IsEmpty || Take(ref text, 'Z') || Take(ref text, 'z')) return true;

        var negative = Take(ref text, '-');
        if (!negative && !Take(ref text, '+')) return false;
        if (!TakeDigits(ref text, 2, out var hours)) return false;
        var minutesPart = 0;
        if (!text.IsEmpty)
        {
            Take(ref text, ':');
            if (!TakeDigits(ref text, 2, out minutesPart)) return false;
        }

        minutes = ((hours * 60) + minutesPart) * (negative ? -1 : 1);
        return hours <= 23 && minutesPart <= 59;
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
