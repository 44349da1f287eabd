using Microsoft.Azure.Functions.Worker;
using Purchases.Local.Runtime;

namespace Purchases.Tests.Runtime;

public sealed class RetryPausesTests
{
    private readonly RetryPauses _pauses = new(new ExponentialBackoffRetryAttribute(10, "00:00:01", "00:00:30"));

    [Fact]
    public void Pauses_grow_and_stay_within_their_bounds()
    {
        for (var round = 0; round < 200; round++)
        {
            var pauses = Enumerable.Range(1, 10).Select(attempt => _pauses.After(attempt)!.Value.TotalSeconds).ToList();

            Assert.All(pauses, pause => Assert.InRange(pause, 1, 30));
            Assert.True(pauses[3] > pauses[0]);
            Assert.InRange(pauses[9], 24, 30);
        }
    }

    [Fact]
    public void After_the_last_attempt_there_is_none() => Assert.Null(_pauses.After(11));

    [Fact]
    public void Without_a_retry_attribute_there_is_none() => Assert.Null(new RetryPauses(null).After(1));
}
