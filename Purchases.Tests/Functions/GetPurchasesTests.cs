using Moq;
using Purchases.Core;
using Purchases.Functions;
using Purchases.Tests.Support;

namespace Purchases.Tests.Functions;

public sealed class GetPurchasesTests
{
    private readonly Mock<IPurchaseStore> _store = new();

    [Fact]
    public async Task A_users_purchases_are_listed()
    {
        _store.Setup(store => store.ListAsync("u1", null, null, It.IsAny<CancellationToken>()))
            .Returns(new[] { Some.Purchase }.ToAsyncEnumerable());
        var answer = await RunAsync("?userId=u1");

        Assert.Equal(200, answer.Status);
        Assert.Equal($$"""{"userId":"u1","purchases":[{{Some.EventJson}}],"next":null}""", answer.Body);
    }

    [Fact]
    public async Task A_bad_query_is_400_and_asks_nothing_of_the_store()
    {
        var answer = await RunAsync("");

        Assert.Equal(400, answer.Status);
        Assert.Equal("userId is required", answer.Detail);
        _store.VerifyNoOtherCalls();
    }

    private Task<Call> RunAsync(string query) => Call.AnsweredByAsync(new GetPurchases(new(_store.Object)).Run(new Call(query).Request));
}
