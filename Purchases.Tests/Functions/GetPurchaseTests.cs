using Microsoft.Extensions.Hosting;
using Moq;
using Purchases.Core;
using Purchases.Functions;
using Purchases.Tests.Support;

namespace Purchases.Tests.Functions;

public sealed class GetPurchaseTests
{
    private readonly Mock<IPurchaseStore> _store = new();

    [Fact]
    public async Task A_recorded_purchase_is_200_and_reads_as_its_event()
    {
        _store.Setup(store => store.FindAsync(Some.Purchase.EventId, It.IsAny<CancellationToken>())).ReturnsAsync(Some.Purchase);
        var answer = await RunAsync(Some.Purchase.EventId);

        Assert.Equal(200, answer.Status);
        Assert.Equal("application/json; charset=utf-8", answer.ContentType);
        Assert.Equal(Some.EventJson, answer.Body);
    }

    [Fact]
    public async Task A_purchase_that_is_not_recorded_yet_is_404()
    {
        var answer = await RunAsync("e-1");

        Assert.Equal(404, answer.Status);
        Assert.Equal("application/problem+json", answer.ContentType);
        Assert.Contains("(yet)", answer.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("order%2F17")]
    [InlineData("order%2f17")]
    public async Task A_slash_in_an_event_id_may_stay_escaped(string routeValue)
    {
        await RunAsync(routeValue);

        _store.Verify(store => store.FindAsync("order/17", It.IsAny<CancellationToken>()));
    }

    private async Task<Call> RunAsync(string eventId)
    {
        var call = new Call();
        call.Request.RouteValues["eventId"] = eventId;
        return await Call.AnsweredByAsync(
            await new GetPurchase(new(_store.Object, new(), Mock.Of<IHostApplicationLifetime>(), TimeProvider.System))
            .RunAsync(call.Request, CancellationToken.None));
    }
}
