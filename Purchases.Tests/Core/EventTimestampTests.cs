using System.Globalization;
using System.Text.Json;

namespace Purchases.Tests.Core;

public sealed class EventTimestampTests
{
    [Theory]
    [InlineData("2026-01-15T10:34:14.300477+00:00", "2026-01-15T10:34:14.300477+00:00")]
    [InlineData("2026-01-15T10:34:14Z", "2026-01-15T10:34:14.000000+00:00")]
    [InlineData("2026-01-15t10:34:14z", "2026-01-15T10:34:14.000000+00:00")]
    [InlineData("2026-01-15 10:34:14", "2026-01-15T10:34:14.000000+00:00")]
    [InlineData("2026-01-15T10:34", "2026-01-15T10:34:00.000000+00:00")]
    [InlineData("2026-01-15T10:34:14.5", "2026-01-15T10:34:14.500000+00:00")]
    [InlineData("2026-01-15T10:34:14,5Z", "2026-01-15T10:34:14.500000+00:00")]
    [InlineData("2024-02-29T00:00:00Z", "2024-02-29T00:00:00.000000+00:00")]
    public void Every_form_is_written_as_one(string text, string written) => Assert.Equal(written, Some.Time(text).ToString());

    [Theory]
    [InlineData("2026-01-15T10:34:14+02:00", "2026-01-15T08:34:14.000000+00:00")]
    [InlineData("2026-01-15T10:34:14+0200", "2026-01-15T08:34:14.000000+00:00")]
    [InlineData("2026-01-15T10:34:14+02", "2026-01-15T08:34:14.000000+00:00")]
    [InlineData("2026-01-15T10:34:14-05:30", "2026-01-15T16:04:14.000000+00:00")]
    [InlineData("2026-01-15T10:34:14-00:00", "2026-01-15T10:34:14.000000+00:00")]
    [InlineData("2026-01-01T00:30:00+01:00", "2025-12-31T23:30:00.000000+00:00")]
    [InlineData("2024-02-28T23:59:59.999999-23:59", "2024-02-29T23:58:59.999999+00:00")]
    public void A_time_with_an_offset_is_converted_to_UTC(string text, string written) => Assert.Equal(written, Some.Time(text).ToString());

    [Theory]
    [InlineData("2026-01-15T10:34:14.3004779Z")]
    [InlineData("2026-01-15T10:34:14.300477999999999999999999999999Z")]
    public void Digits_after_the_sixth_are_cut_off(string text) =>
        Assert.Equal("2026-01-15T10:34:14.300477+00:00", Some.Time(text).ToString());

    [Theory]
    [InlineData("")]
    [InlineData("2026-01-15")]
    [InlineData("2026-01-15T10")]
    [InlineData("2026-01-15T10:34.5Z")]
    [InlineData("20260115T103414Z")]
    [InlineData("2026-1-15T10:34:14Z")]
    [InlineData("-2026-01-15T10:34:14Z")]
    [InlineData("0000-01-15T10:34:14Z")]
    [InlineData("2026-02-29T10:34:14Z")]
    [InlineData("2026-01-15T24:00:00Z")]
    [InlineData("2026-01-15T10:34:14+02:60")]
    [InlineData("2026-01-15T10:34:14+02:0")]
    [InlineData("2026-01-15T10:34:14+-2:00")]
    [InlineData("2026-01-15T10:34:14+02:000")]
    [InlineData("2026-01-15T10:34:14.5:5")]
    [InlineData("2026-01-15T10:34Z:14")]
    [InlineData("2026-01-15T10:34:14Z+00:00")]
    [InlineData(" 2026-01-15T10:34:14Z")]
    [InlineData("２０２６-01-15T10:34:14Z")]
    [InlineData("2026-01-15T10:34:1٤Z")]
    public void Text_that_is_not_a_date_and_time_is_rejected(string text) => Assert.False(EventTimestamp.TryParse(text, out _));

    [Fact]
    public void Null_is_rejected() => Assert.False(EventTimestamp.TryParse((string?)null, out _));

    [Theory]
    [InlineData("0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000000+00:00")]
    [InlineData("0001-01-01T00:01:00+00:01", "0001-01-01T00:00:00.000000+00:00")]
    [InlineData("9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59.999999+00:00")]
    [InlineData("9999-12-31T23:59:59.9999999Z", "9999-12-31T23:59:59.999999+00:00")]
    [InlineData("9999-12-31T23:58:59.999999-00:01", "9999-12-31T23:59:59.999999+00:00")]
    public void The_first_and_the_last_moment_are_read(string text, string written) => Assert.Equal(written, Some.Time(text).ToString());

    [Theory]
    [InlineData("0001-01-01T00:00:00+00:01")]
    [InlineData("9999-12-31T23:59:59-00:01")]
    public void A_time_outside_the_years_1_to_9999_in_UTC_is_rejected(string text) =>
        Assert.False(EventTimestamp.TryParse(text, out _));

    [Fact]
    public void Microseconds_outside_the_years_1_to_9999_are_rejected()
    {
        var first = Some.Time("0001-01-01T00:00:00Z").UnixMicroseconds;
        var last = Some.Time("9999-12-31T23:59:59.999999Z").UnixMicroseconds;

        Assert.True(EventTimestamp.TryFromUnixMicroseconds(first, out _));
        Assert.True(EventTimestamp.TryFromUnixMicroseconds(last, out _));
        Assert.False(EventTimestamp.TryFromUnixMicroseconds(first - 1, out _));
        Assert.False(EventTimestamp.TryFromUnixMicroseconds(last + 1, out _));
        Assert.Throws<ArgumentOutOfRangeException>(() => EventTimestamp.FromUnixMicroseconds(last + 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => EventTimestamp.FromUnixMicroseconds(long.MinValue));
    }

    [Theory]
    [InlineData("2026-01-15T10:34:14.3004779+00:00", "2026-01-15T10:34:14.300477+00:00")]
    [InlineData("1969-12-31T23:59:59.9999999+00:00", "1969-12-31T23:59:59.999999+00:00")]
    [InlineData("2026-01-15T10:34:14.3004770+02:00", "2026-01-15T08:34:14.300477+00:00")]
    public void A_clocks_time_is_cut_down_to_its_microsecond_in_utc(string moment, string written) =>
        Assert.Equal(written, EventTimestamp.From(DateTimeOffset.Parse(moment, CultureInfo.InvariantCulture)).ToString());

    [Theory]
    [InlineData("1970-01-01T00:00:00Z", 0)]
    [InlineData("1970-01-01T00:00:00.000001Z", 1)]
    [InlineData("1969-12-31T23:59:59.999999Z", -1)]
    [InlineData("2026-01-15T10:34:14.300477Z", 1_768_473_254_300_477)]
    public void Microseconds_count_from_1970(string text, long microseconds)
    {
        Assert.Equal(microseconds, Some.Time(text).UnixMicroseconds);
        Assert.Equal(Some.Time(text), EventTimestamp.FromUnixMicroseconds(microseconds));
    }

    [Fact]
    public void Its_json_is_its_text_and_reads_back()
    {
        Assert.Equal("\"2026-01-15T10:34:14.300477\\u002B00:00\"", JsonSerializer.Serialize(Some.Purchase.Timestamp));
        Assert.Equal(Some.Purchase.Timestamp, JsonSerializer.Deserialize<EventTimestamp>("\"2026-01-15T12:34:14.300477+02:00\""));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<EventTimestamp>("\"yesterday\""));
    }
}
