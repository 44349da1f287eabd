namespace Purchases.Tests.Core;

public sealed class EventPositionTests
{
    [Theory]
    [InlineData("purchases.v1/0/0", "purchases.v1", 0, 0)]
    [InlineData("t/2147483647/9223372036854775807", "t", int.MaxValue, long.MaxValue)]
    public void Its_text_reads_back(string text, string topic, int partition, long offset)
    {
        Assert.True(EventPosition.TryParse(text, out var position));
        Assert.Equal(new(topic, partition, offset), position);
        Assert.Equal(text, position.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("t")]
    [InlineData("t/0")]
    [InlineData("t/0/")]
    [InlineData("/0/0")]
    [InlineData("t/0/0/0")]
    [InlineData("t/-1/0")]
    [InlineData("t/0/-1")]
    [InlineData("t/+1/0")]
    [InlineData("t/ 1/0")]
    [InlineData("t/1.0/0")]
    [InlineData("t/1\0/0")]
    [InlineData("t/0/1\0")]
    [InlineData("t/2147483648/0")]
    [InlineData("t/0/9223372036854775808")]
    public void Anything_else_is_rejected(string? text) => Assert.False(EventPosition.TryParse(text, out _));
}
