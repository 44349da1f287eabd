using Moq;
using Purchases.Core.Http;

namespace Purchases.Tests.Core.Http;

/// <summary>Pages of rejected events.</summary>
public sealed class RejectedEventsTests
{
    private readonly SomeRejectedEvents _store = new();

    [Theory]
    [InlineData(null, 50)]
    [InlineData(7, 7)]
    [InlineData(1000, 1000)]
    public async Task A_page_has_50_events_by_default(int? limit, int count)
    {
        _store.Holds(1500);

        var page = await PageAsync(limit is null ? "" : $"?limit={limit}");

        Assert.Equal(Enumerable.Range(0, count).Select(i => $"t/0/{1499 - i}"), page.Rejected.Select(rejected => rejected.Id));
        Assert.Equal(SomeRejectedEvents.CursorAfter(1500 - count), page.Next);
    }

    [Fact]
    public async Task The_last_page_has_no_next_one()
    {
        _store.Holds(50);

        var page = await PageAsync("");

        Assert.Equal(50, page.Rejected.Count);
        Assert.Null(page.Next);
    }

    private async Task<RejectedPage> PageAsync(string query) =>
        (await new RejectedEvents(_store.Object, Mock.Of<IPurchaseStore>(), TimeProvider.System)
            .PageAsync(new Call(query).Request.Query, CancellationToken.None)).Value!;
}
