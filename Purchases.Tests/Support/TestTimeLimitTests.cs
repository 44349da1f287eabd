using Microsoft.Extensions.Time.Testing;

namespace Purchases.Tests.Support;

public sealed class TestTimeLimitTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly List<string> _overruns = [];

    [Fact]
    public void A_test_that_takes_too_long_is_named()
    {
        var watch = new TestWatch(TimeSpan.FromMinutes(2), _time, _overruns.Add);
        watch.Begin("1", "Hangs");
        watch.Begin("2", "Ends");
        _time.Advance(TimeSpan.FromMinutes(1));
        watch.End("2");
        watch.Begin("3", "Still_has_time");
        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(["The test Hangs has run for 2 minutes."], _overruns);
    }

    [Fact]
    public void Every_test_is_watched()
    {
        Assert.SkipWhen(System.Diagnostics.Debugger.IsAttached, "A debugger may hold a test for any time.");
        Assert.True(TestTimeLimitAttribute.Watch.Watches(TestContext.Current.Test!.UniqueID));
    }
}
