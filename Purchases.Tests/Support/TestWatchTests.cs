using Microsoft.Extensions.Time.Testing;
using Moq;
using Xunit.Sdk;

namespace Purchases.Tests.Support;

public sealed class TestWatchTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly List<string> _overruns = [];
    private readonly TestWatch _watch;

    public TestWatchTests() => _watch = new(TimeSpan.FromMinutes(2), _time, _overruns.Add);

    [Fact]
    public void A_test_that_takes_too_long_is_named()
    {
        Begins("1", "Hangs");
        Begins("2", "Ends");
        _time.Advance(TimeSpan.FromMinutes(1));
        Begins("2", "Still_has_time");
        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(["Hangs has run for 2 minutes. It hangs, so the run ends here."], _overruns);
    }

    [Fact]
    public void A_class_whose_setup_hangs_is_named()
    {
        _watch.Hear(Mock.Of<ITestClassStarting>(begins => begins.TestCollectionUniqueID == "1" && begins.TestClassName == "Tests"));
        _time.Advance(TimeSpan.FromMinutes(2));

        Assert.StartsWith("Tests has run for 2 minutes.", Assert.Single(_overruns), StringComparison.Ordinal);
    }

    [Fact]
    public void The_last_test_of_a_collection_is_no_longer_watched_when_the_collection_has_ended()
    {
        Begins("1", "Ends");
        _watch.Hear(Mock.Of<ITestCollectionFinished>(ends => ends.TestCollectionUniqueID == "1"));
        _time.Advance(TimeSpan.FromMinutes(2));

        Assert.Empty(_overruns);
    }

    // xunit reports the start of a test on another thread, which may be behind.
    [Fact]
    public Task Every_test_is_watched() =>
        Eventually.TrueAsync(() => WatchedTestFramework.Watch.Watches(TestContext.Current.TestCollection!.UniqueID));

    private void Begins(string collection, string name) =>
        _watch.Hear(Mock.Of<ITestStarting>(begins => begins.TestCollectionUniqueID == collection && begins.TestDisplayName == name));
}
