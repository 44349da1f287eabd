namespace Purchases.Tests.Support;

/// <summary>The real clock, put forward by a test. By hand, since FakeTimeProvider moves timers too, and theirs go on here.</summary>
internal sealed class ShiftedTime : TimeProvider
{
    private long _ticks;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddTicks(Volatile.Read(ref _ticks));

    public void Advance(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);
}
