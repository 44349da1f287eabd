using Purchases.Core.Recording;

namespace Purchases.Tests.Core.Recording;

public sealed class OffsetRangesTests
{
    [Fact]
    public void Ranges_are_listed_by_topic_and_partition_whichever_came_first()
    {
        var ranges = Recorder.RangesOf([new("b", 0, 9), new("a", 10, 3), new("a", 2, 5), new("a", 2, 6), new("a", 10, 4), new("B", 0, 1)]);

        Assert.Equal("B/0/1 to B/0/1, a/2/5 to a/2/6, a/10/3 to a/10/4, b/0/9 to b/0/9", ranges);
    }

    [Fact]
    public void A_range_contains_every_offset_in_any_order() =>
        Assert.Equal("t/0/4 to t/0/7", Recorder.RangesOf([new("t", 0, 6), new("t", 0, 7), new("t", 0, 4), new("t", 0, 6)]));
}
