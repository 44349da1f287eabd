using Purchases.Local.Connections;

namespace Purchases.Tests.Connections;

/// <summary>As many connections as leave room for the data files and for memory.</summary>
public sealed class ConnectionLimitTests
{
    private const long Gibibyte = 1024 * 1024 * 1024;

    [Theory]
    [InlineData(1024 - 225, 24 * Gibibyte, 250)]
    [InlineData(4096 - 225, 24 * Gibibyte, 1274)]
    [InlineData(1_000_000, 24 * Gibibyte, ConnectionLimit.Most)]
    [InlineData(1_000_000, Gibibyte / 2, 512)]
    [InlineData(31, 24 * Gibibyte, ConnectionLimit.Least)]
    [InlineData(-5, 24 * Gibibyte, ConnectionLimit.Least)]
    [InlineData(long.MaxValue, long.MaxValue, ConnectionLimit.Most)]
    public void It_follows_the_descriptors_that_are_left_and_the_memory(long descriptors, long memoryBytes, int connections) =>
        Assert.Equal(connections, ConnectionLimit.Of(descriptors, memoryBytes));

    [Fact]
    public void This_process_has_room_for_some() =>
        Assert.InRange(ConnectionLimit.OfProcess(), ConnectionLimit.Least + 1, ConnectionLimit.Most);
}
