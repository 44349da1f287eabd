using System.Runtime.CompilerServices;
using Purchases.Core.Recording;

namespace Purchases.Tests.Core.Recording;

public sealed class ArrivalsTests
{
    private readonly Arrivals _arrivals = new();

    [Fact]
    public void A_caller_that_stops_waiting_leaves_the_others_waiting()
    {
        using var other = Expect();
        Expect().Dispose();

        Announce();

        Assert.True(other.Task.IsCompleted);
    }

    [Fact]
    public void A_caller_that_was_answered_leaves_later_callers_waiting()
    {
        var told = Expect();
        Announce();
        using var later = Expect();
        told.Dispose();

        Announce();

        Assert.True(later.Task.IsCompleted);
    }

    [Fact]
    public void No_entry_remains_of_callers_that_stopped_waiting()
    {
        var first = Expect();
        var second = Expect();
        first.Dispose();
        second.Dispose();

        Assert.Empty(ExpectedBy(_arrivals));
    }

    private Arrivals.Arrival Expect() => _arrivals.Expect(Some.Purchase.EventId);

    private void Announce() => _arrivals.Announce([Some.Purchase]);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_expected")]
    private static extern ref Dictionary<string, Arrivals.Expected> ExpectedBy(Arrivals arrivals);
}
