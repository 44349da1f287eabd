using Microsoft.Extensions.Time.Testing;

namespace Purchases.Tests.Support;

/// <summary>A clock that stands still until it is moved, and tells how many pauses were begun: before, moving it ends none.</summary>
internal sealed class CountedTime : FakeTimeProvider
{
    private int _timers;

    public int Timers => Volatile.Read(ref _timers);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        Interlocked.Increment(ref _timers);
        return timer;
    }
}
