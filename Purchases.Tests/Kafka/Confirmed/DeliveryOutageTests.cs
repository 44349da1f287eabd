using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;
using Purchases.Functions.Kafka.Confirmed;
using Purchases.Tests.Support;

namespace Purchases.Tests.Kafka.Confirmed;

public sealed class DeliveryOutageTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly FakeLogger<DeliveryOutage> _log = new();
    private readonly DeliveryOutage _outage;

    public DeliveryOutageTests() => _outage = new(_time, _log);

    [Fact]
    public void It_is_told_when_it_starts_once_a_minute_and_when_it_is_over()
    {
        for (var seconds = 0; seconds < 150; seconds += 10)
        {
            _outage.Failed(new($"after {seconds} s"));
            _time.Advance(TimeSpan.FromSeconds(10));
        }

        _outage.Delivered();
        _outage.Delivered();

        Assert.Equal(
        [
            "Error: Events can't be delivered, and their calls are answered 503: after 0 s",
            "Error: Events still can't be delivered after 60 s; 6 were not confirmed: after 60 s",
            "Error: Events still can't be delivered after 120 s; 12 were not confirmed: after 120 s",
            "Warning: Events are delivered again after 150 s; 15 were not confirmed",
        ],
        _log.Lines());
    }

    [Fact]
    public void Each_one_is_counted_by_itself()
    {
        _outage.Failed(new("first"));
        _outage.Delivered();
        _outage.Failed(new("second"));
        _time.Advance(TimeSpan.FromSeconds(5));
        _outage.Delivered();

        Assert.Equal("Warning: Events are delivered again after 5 s; 1 were not confirmed", _log.Lines()[^1]);
    }

    [Fact]
    public void An_event_that_is_at_fault_itself_is_none()
    {
        _outage.Failed(new("too large", IsTheEvents: true));

        Assert.Null(_outage.Last);
        Assert.Empty(_log.Lines());
    }
}
