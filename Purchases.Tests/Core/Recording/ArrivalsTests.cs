using System.Runtime.CompilerServices;
using Purchases.Core.Recording;
using Purchases.Tests.Support;

namespace Purchases.Tests.Core.Recording;

public sealed class ArrivalsTests
{
    private readonly Arrivals _arrivals = new();

    [Fact]
    public void Who_gives_up_leaves_the_others_waiting()
    {
        using var other = Expect();
        Expect().Dispose();

        Announce();

        Assert.True(other.Task.IsCompleted);
    }

    [Fact]
    public void Who_was_told_and_goes_leaves_those_who_came_since_waiting()
    {
        var told = Expect();
        Announce();
        using var later = Expect();
        told.Dispose();

        Announce();

        Assert.True(later.Task.IsCompleted);
    }

    [Fact]
    public void Nothing_is_kept_of_those_who_gave_up()
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
