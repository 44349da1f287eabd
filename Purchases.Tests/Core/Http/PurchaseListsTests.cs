using System.IO.Pipelines;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;
using Moq;
using Purchases.Core.Http;

namespace Purchases.Tests.Core.Http;

public sealed class PurchaseListsTests
{
    private readonly Mock<IPurchaseStore> _store = new(MockBehavior.Strict);

    [Fact]
    public async Task A_page_ends_at_its_limit_and_next_is_behind_its_last()
    {
        StoreHas(3);
        var answer = await AnswerAsync(new("u1", 2, null));

        Assert.Equal(["e-0", "e-1"], Ids(answer));
        Assert.True(PageCursor.TryParse(answer.Json.GetProperty("next").GetString()!, out var next));
        Assert.Equal("e-1", next.Id);
        Assert.Equal(Some.Purchase.Timestamp, next.Timestamp);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public async Task The_last_page_has_no_next(int limit)
    {
        StoreHas(2);
        var answer = await AnswerAsync(new("u1", limit, null));

        Assert.Equal(2, Ids(answer).Count());
        Assert.Equal(JsonValueKind.Null, answer.Json.GetProperty("next").ValueKind);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    public async Task A_list_whose_store_fails_midway_is_aborted(int purchases)
    {
        StoreHas(purchases, thenFails: new UnavailableException("The store is down."));

        Assert.True((await AnswerAsync(new("u1", null, null))).Aborted);
    }

    // For example OutOfMemoryException, when many lists are read at once.
    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    public async Task A_list_that_fails_midway_with_any_other_exception_is_aborted(int purchases)
    {
        StoreHas(purchases, thenFails: new InsufficientMemoryException());
        var call = new Call();

        await Assert.ThrowsAsync<InsufficientMemoryException>(
            () => new PurchaseLists(_store.Object).List(new("u1", null, null)).ExecuteAsync(call.Context));
        Assert.True(call.Aborted);
    }

    [Theory]
    [InlineData(null, 100)]
    [InlineData(1, 100)]
    [InlineData(1000, 1000)]
    public async Task Lists_that_clients_do_not_read_are_bounded_and_further_ones_are_503(int? limit, int held)
    {
        StoreHas(10_000);
        var lists = new PurchaseLists(_store.Object);
        var clients = Enumerable.Range(0, Limits.ListedPurchasesMax / held).Select(_ => new SlowStream()).ToList();
        var answering = clients.ConvertAll(client => lists.List(new("u1", limit, null)).ExecuteAsync(new Call(answerTo: client).Context));
        await Task.WhenAll(clients.Select(client => client.FirstWrite));

        var refused = await Call.AnsweredByAsync(lists.List(new("u1", limit, null)));
        Assert.Equal(503, refused.Status);
        Assert.Equal("1", refused.Headers.RetryAfter);

        clients[0].GoOn();
        await answering[0];
        Assert.Equal(200, (await Call.AnsweredByAsync(lists.List(new("u1", limit, null)))).Status);
        clients.Skip(1).ToList().ForEach(client => client.GoOn());
        await Task.WhenAll(answering);
    }

    [Fact]
    public async Task A_closed_connection_stops_the_reading_before_the_cancellation_token_does()
    {
        var read = 0;
        StoreHas(10_000, onRead: () => read++);
        var call = new Call();
        var connection = new Mock<PipeWriter>();
        connection.Setup(writer => writer.GetMemory(It.IsAny<int>())).Returns(new byte[64 * 1024]);
        connection.Setup(writer => writer.FlushAsync(It.IsAny<CancellationToken>()))
            .ReturnsAsync(new FlushResult(isCanceled: false, isCompleted: true));
        call.Context.Features.Set(Mock.Of<IHttpResponseBodyFeature>(body => body.Writer == connection.Object));

        await new PurchaseLists(_store.Object).List(new("u1", null, null)).ExecuteAsync(call.Context);

        Assert.InRange(read, 1, 500);
        Assert.True(call.Aborted);
    }

    [Fact]
    public void It_shows_no_public_properties_to_be_read_twice() =>
        Assert.Empty(new PurchaseLists(_store.Object).List(new("u1", null, null)).GetType().GetProperties());

    private static IEnumerable<string> Ids(Call answer) =>
        answer.Json.GetProperty("purchases").EnumerateArray().Select(purchase => purchase.GetProperty("eventId").GetString()!);

    private static async IAsyncEnumerable<PurchaseCreated> StoredAsync(
        IEnumerable<PurchaseCreated> purchases, Exception? thenFails, Action? onRead)
    {
        foreach (var purchase in purchases)
        {
            await Task.CompletedTask;
            onRead?.Invoke();
            yield return purchase;
        }

        if (thenFails is not null) throw thenFails;
    }

    private async Task<Call> AnswerAsync(ListQuery query) => await Call.AnsweredByAsync(new PurchaseLists(_store.Object).List(query));

    private void StoreHas(int count, Exception? thenFails = null, Action? onRead = null) =>
        StoreHas(Enumerable.Range(0, count).Select(i => Some.Purchase with { EventId = $"e-{i}" }), thenFails, onRead);

    private void StoreHas(IEnumerable<PurchaseCreated> purchases, Exception? thenFails = null, Action? onRead = null) =>
        _store.Setup(store => store.ListAsync(It.IsAny<string>(), It.IsAny<PageCursor?>(), It.IsAny<int?>(), It.IsAny<CancellationToken>()))
            .Returns((string _, PageCursor? _, int? limit, CancellationToken _) =>
                StoredAsync(purchases.Take(limit ?? int.MaxValue), thenFails, onRead));
}
