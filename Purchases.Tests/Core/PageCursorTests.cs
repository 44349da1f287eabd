using System.Buffers.Binary;
using System.Buffers.Text;
using System.Text;

namespace Purchases.Tests.Core;

public sealed class PageCursorTests
{
    [Fact]
    public void Its_text_needs_no_escape_in_a_url()
    {
        var text = new PageCursor(Some.Time("9999-12-31T23:59:59.999999Z"), "\u07FF\uFFFF>>>???").ToString();

        Assert.Equal(text, Uri.EscapeDataString(text));
    }

    [Theory]
    [InlineData("")]
    [InlineData("!!")]
    [InlineData("next")]
    [InlineData("AAAA")]
    [InlineData("AAAAAAAAAAA")]
    [InlineData("AAZIa0gpDz1l MQ")]
    [InlineData("客户")]
    public void Text_that_is_not_a_cursor_is_rejected(string text) => Assert.False(PageCursor.TryParse(text, out _));

    [Fact]
    public void A_cursor_with_a_time_outside_the_years_1_to_9999_is_rejected()
    {
        Assert.False(PageCursor.TryParse(Encoded(long.MaxValue, "e"u8), out _));
        Assert.False(PageCursor.TryParse(Encoded(long.MinValue, "e"u8), out _));
    }

    [Fact]
    public void A_cursor_with_an_invalid_eventId_is_rejected()
    {
        Assert.True(PageCursor.TryParse(Encoded(0, "e"u8), out _));
        Assert.False(PageCursor.TryParse(Encoded(0, []), out _));
        Assert.False(PageCursor.TryParse(Encoded(0, [0xFF]), out _));
        Assert.False(PageCursor.TryParse(Encoded(0, [0xED, 0xA0, 0x80]), out _));
        Assert.False(PageCursor.TryParse(Encoded(0, Encoding.UTF8.GetBytes(new string('e', 801))), out _));
        Assert.False(PageCursor.TryParse(Encoded(0, new byte[1_000_000]), out _));
    }

    private static string Encoded(long microseconds, ReadOnlySpan<byte> eventId)
    {
        var bytes = new byte[sizeof(long) + eventId.Length];
        BinaryPrimitives.WriteInt64BigEndian(bytes, microseconds);
        eventId.CopyTo(bytes.AsSpan(sizeof(long)));
        return Base64Url.EncodeToString(bytes);
    }
}
