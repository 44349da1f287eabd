namespace Purchases.Tests.Core;

public sealed class IdempotencyKeyTests
{
    [Theory]
    [InlineData("order-17", "order-17")]
    [InlineData("\"order-17\"", "order-17")]
    [InlineData("~", "~")]
    [InlineData("a\"b", "a\"b")]
    [InlineData("a\\b", "a\\b")]
    [InlineData("\"a\\\"b\"", "a\"b")]
    [InlineData("\"a\\\\b\"", "a\\b")]
    [InlineData("\"\\\"\"", "\"")]
    public void Bare_and_quoted_keys_are_read(string header, string text)
    {
        Assert.True(IdempotencyKey.TryParse(header, out var key));
        Assert.Equal(text, key.Text);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\"\"")]
    [InlineData("\"open")]
    [InlineData("\"a\"b\"")]
    [InlineData("\"a\";p=1")]
    [InlineData("\"a\\b\"")]
    [InlineData("two words")]
    [InlineData(" a")]
    [InlineData("a\u007F")]
    [InlineData("é")]
    [InlineData("📦")]
    public void Anything_else_is_rejected(string header)
    {
        Assert.False(IdempotencyKey.TryParse(header, out var key));
        Assert.Null(key);
    }

    // Worked out by another implementation of RFC 9562 (Python's uuid.uuid5), so that neither the namespace nor the way it is
    // used can change unnoticed: that would make every repeated call a new purchase.
    [Theory]
    [InlineData("u1", "order-17", "2bf204af-1433-5dfc-9d33-605b5c73d67d")]
    [InlineData("客户-7", "order-17", "ea5e7f77-6db8-5364-9170-b35af9f80975")]
    public void The_event_id_of_a_user_and_a_key_never_changes(string userId, string key, string eventId) =>
        Assert.Equal(eventId, Some.Key(key).EventIdFor(userId).ToString());
}
