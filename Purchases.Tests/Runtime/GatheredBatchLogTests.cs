using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;
using Purchases.Core.Recording;
using Purchases.Local.Runtime;
using Purchases.Tests.Support;

namespace Purchases.Tests.Runtime;

public sealed class GatheredBatchLogTests : IDisposable
{
    private readonly FakeTimeProvider _time = Some.Clock();
    private readonly FakeLogger<Recorder> _log = new();
    private readonly GatheredBatchLog _gathered;

    public GatheredBatchLogTests() => _gathered = new(new(_log), _time);

    public void Dispose() => _gathered.Dispose();

    [Fact]
    public void The_first_batch_has_its_line_at_once()
    {
        Record(0);

        Assert.Equal(["Information: Recorded 1, already recorded 0, rejected 0: t/0/0 to t/0/0"], _log.Lines());
    }

    [Fact]
    public void Those_of_the_next_second_share_one_with_their_counts()
    {
        Record(0);
        Record(1);
        _gathered.Recorded(0, 2, 1, OffsetRanges.Of([new("t", 0, 2), new("t", 0, 4)]));
        Assert.Single(_log.Lines());

        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("Information: Recorded 1, already recorded 2, rejected 1: t/0/1 to t/0/4", _log.Lines()[^1]);
        Assert.Equal(2, _log.Lines().Count);
    }

    [Fact]
    public void After_a_quiet_second_a_batch_has_its_line_at_once_again()
    {
        Record(0);
        Record(1);
        _time.Advance(TimeSpan.FromSeconds(1));
        Record(2);
        Assert.Equal(2, _log.Lines().Count);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(3, _log.Lines().Count);
        _time.Advance(TimeSpan.FromSeconds(1));

        Record(3);

        Assert.Equal(4, _log.Lines().Count);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(4, _log.Lines().Count);
    }

    [Fact]
    public void What_was_not_said_yet_is_said_at_the_end()
    {
        Record(0);
        Record(1);

        _gathered.Dispose();

        Assert.Equal("Information: Recorded 1, already recorded 0, rejected 0: t/0/1 to t/0/1", _log.Lines()[^1]);
    }

    private void Record(long offset) => _gathered.Recorded(1, 0, 0, OffsetRanges.Of([new("t", 0, offset)]));
}
