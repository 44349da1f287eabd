using Microsoft.Azure.Functions.Worker;
using Purchases.Local.Runtime;

namespace Purchases.Tests.Runtime;

public sealed class RetryPausesTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(5, 16)]
    [InlineData(6, 30)]
    [InlineData(100, 30)]
    public void Pauses_double_up_to_the_longest(int attempts, int seconds) => Assert.Equal(
        TimeSpan.FromSeconds(seconds),
        KafkaTriggerListener.PauseAfter(attempts, new ExponentialBackoffRetryAttribute(10, "00:00:01", "00:00:30")));
}
