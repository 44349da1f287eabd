using Microsoft.AspNetCore.Http;
using Moq;
using Purchases.Core;
using Purchases.Core.Http;
using Purchases.Functions;
using Purchases.Tests.Support;

namespace Purchases.Tests.Functions;

public sealed class GetAllBoughtItemsTests
{
    private readonly Mock<IBoughtItems> _items = new();

    [Fact]
    public void The_query_is_passed_on_and_its_answer_comes_back()
    {
        var answer = TypedResults.Ok();
        _items.Setup(items => items.List(new("u1", 10, null))).Returns(answer);

        Assert.Same(answer, Run("?userId=u1&limit=10"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("?userId=u1&limit=0")]
    [InlineData("?userId=u1&cursor=!!")]
    public async Task A_bad_query_is_400_here_and_is_not_passed_on(string query)
    {
        var answer = await Call.AnsweredByAsync(Run(query));

        Assert.Equal(400, answer.Status);
        _items.VerifyNoOtherCalls();
    }

    [Fact]
    public async Task Without_an_api_server_the_list_is_the_stores()
    {
        var store = Mock.Of<IPurchaseStore>(store =>
            store.ListAsync("u1", null, null, It.IsAny<CancellationToken>()) == new[] { Some.Purchase }.ToAsyncEnumerable());
        var answer = await Call.AnsweredByAsync(new GetAllBoughtItems(new PurchaseLists(store)).Run(new Call("?userId=u1").Request));

        Assert.Equal($$"""{"userId":"u1","purchases":[{{Some.EventJson}}],"next":null}""", answer.Body);
    }

    private IResult Run(string query) => new GetAllBoughtItems(_items.Object).Run(new Call(query).Request);
}
