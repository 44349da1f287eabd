using Microsoft.Extensions.Hosting;
using Moq;
using Purchases.Functions;

namespace Purchases.Tests.Functions;

public sealed class GetPurchaseTests
{
    private readonly Mock<IPurchaseStore> _store = new();

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
