using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Purchases.Tests.Core;

public sealed class OutageLogTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly FakeLogger _log = new();
    private readonly OutageLog _outage;

    public OutageLogTests() => _outage = new("Recording", _time, _log);

    [Fact]
    public void An_outage_is_logged_when_it_starts_once_a_minute_and_when_it_is_over()
    {
        for (var seconds = 0; seconds < 150; seconds += 10)
        {
            _outage.Failed($"after {seconds} s");
            Advance(10);
        }

        _outage.Succeeded();
        _outage.Succeeded();

        Assert.Equal(
        [
            "Error: Recording fails: after 0 s",
            "Error: Recording still fails after 60 s (7 failures, 0 successes): after 60 s",
            "Error: Recording still fails after 120 s (13 failures, 0 successes): after 120 s",
            "Warning: Recording works again after 150 s (15 failures, 1 successes)",
        ],
        _log.Lines());
    }

    // Some partitions are down: failures and successes alternate.
    [Fact]
    public void Failures_and_successes_that_alternate_are_one_outage()
    {
        for (var second = 0; second < 90; second++)
        {
            _outage.Failed("no leader");
            Assert.NotNull(_outage.Current());
            _outage.Succeeded();
            Assert.NotNull(_outage.Current());
            Advance(1);
        }

        Advance(9);
        _outage.Succeeded();

        Assert.Equal(
        [
            "Error: Recording fails: no leader",
            "Error: Recording still fails after 60 s (61 failures, 60 successes): no leader",
            "Warning: Recording works again after 89 s (90 failures, 91 successes)",
        ],
        _log.Lines());
    }

    [Fact]
    public void An_outage_is_over_when_nothing_has_failed_for_10_s()
    {
        _outage.Failed("down");
        Advance(2);
        _outage.Succeeded();
        Advance(7.999);
        Assert.Equal(new Outage("down", TimeSpan.FromSeconds(9.999), HasSucceededSince: true), _outage.Current());
        Assert.Single(_log.Lines());

        Advance(0.001);
        Assert.Null(_outage.Current());
        Assert.Equal("Warning: Recording works again after 2 s (1 failures, 1 successes)", _log.Lines()[^1]);
    }

    // Attempts may be further apart than 10 s.
    [Fact]
    public void Without_a_success_an_outage_is_not_over()
    {
        _outage.Failed("down");
        Advance(3600);

        Assert.Equal(new Outage("down", TimeSpan.FromHours(1), HasSucceededSince: false), _outage.Current());
        Assert.Single(_log.Lines());
    }

    [Fact]
    public void An_outage_is_logged_with_its_message_and_a_bug_with_its_type_and_stack_trace_alone()
    {
        _outage.Failed(new UnavailableException("down"));
        _outage.Failed(Thrown(new InvalidOperationException("secret", Thrown(new FormatException("secret")))));

        Assert.Equal("Error: Recording fails: down", _log.Lines()[0]);
        Assert.Equal("InvalidOperationException", _outage.Reason);
        var bug = _log.Lines()[1];
        Assert.StartsWith("Error: Recording failed with an unhandled exception, which is a bug:", bug, StringComparison.Ordinal);
        Assert.Contains("System.InvalidOperationException", bug, StringComparison.Ordinal);
        Assert.Contains("System.FormatException", bug, StringComparison.Ordinal);
        Assert.Contains($"{nameof(OutageLogTests)}.{nameof(Thrown)}(", bug, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", bug, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bug_is_logged_once_for_each_type_and_outage()
    {
        _outage.Failed(new FormatException());
        _outage.Failed(new InvalidOperationException());
        _outage.Failed(new FormatException());
        Assert.Equal(2, Bugs());

        _outage.Succeeded();
        Advance(10);
        _outage.Failed(new FormatException());
        Assert.Equal(3, Bugs());

        int Bugs() => _log.Lines().Count(line => line.Contains("which is a bug", StringComparison.Ordinal));
    }

    private void Advance(double seconds) => _time.Advance(TimeSpan.FromSeconds(seconds));

    private static Exception Thrown(Exception exception)
    {
        try
        {
            throw exception;
        }
        catch (Exception e)
        {
            return e;
        }
    }
}
