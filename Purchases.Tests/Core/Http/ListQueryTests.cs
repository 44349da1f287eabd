using Microsoft.AspNetCore.Http;
using Purchases.Core.Http;

namespace Purchases.Tests.Core.Http;

public sealed class ListQueryTests
{
    private static readonly PageCursor Cursor = PageCursor.After(Some.Purchase);

    [Theory]
    [InlineData("?userId=%E5%AE%A2%E6%88%B7-7", "客户-7")]
    [InlineData("?userId=user+with%20space", "user with space")]
    [InlineData("?userId=%20u1%20", " u1 ")]
    [InlineData("?userId=a%26b%3Dc%2Fd", "a&b=c/d")]
    public void The_userId_is_kept_exactly(string query, string userId) => Assert.Equal(userId, Read(query).UserId);

    [Theory]
    [InlineData("")]
    [InlineData("?limit=10")]
    [InlineData("?userId=")]
    [InlineData("?userId")]
    public async Task A_missing_or_empty_userId_is_rejected_in_the_Python_originals_words(string query) =>
        Assert.Equal("userId is required", await RejectionAsync(query));

    [Theory]
    [InlineData("user_id")]
    [InlineData("user-id")]
    [InlineData("-User_ID")]
    public async Task A_similar_parameter_name_is_pointed_out(string name) =>
        Assert.Equal($"userId is required: it is called userId, not {name}.", await RejectionAsync($"?limit=10&{name}=u1"));

    [Theory]
    [InlineData("user%0Aid")]
    [InlineData("usrId")]
    [InlineData("user")]
    [InlineData("qty")]
    [InlineData("customer")]
    [InlineData("__________________________________user_id")]
    public async Task Any_other_name_is_not_repeated(string name) =>
        Assert.Equal("userId is required", await RejectionAsync($"?{name}=u1"));

    [Theory]
    [InlineData("?userId=%20%20", "userId must not be blank")]
    [InlineData("?userId=%E2%80%8B", "userId must not be blank")]
    [InlineData("?userId=a%00b", "userId must not contain control characters")]
    [InlineData("?userId=u1&userId=u2", "userId must be given once")]
    [InlineData("?userId=u1&limit=1&limit=2", "limit must be given once")]
    [InlineData("?userId=u1&cursor=a&cursor=b", "cursor must be given once")]
    [InlineData("?userId=u1&limit=", "limit must be a whole number from 1 to 1000")]
    [InlineData("?userId=u1&limit=%2B5", "limit must be a whole number from 1 to 1000")]
    [InlineData("?userId=u1&limit=%D9%A5", "limit must be a whole number from 1 to 1000")]
    [InlineData("?userId=u1&cursor=", "cursor")]
    [InlineData("?userId=u1&cursor=%21%21", "cursor")]
    public async Task A_bad_parameter_is_rejected_by_name(string query, string detail) =>
        Assert.Contains(detail, await RejectionAsync(query), StringComparison.Ordinal);

    [Theory]
    [InlineData("u1", null)]
    [InlineData("客户 & 7=?#%/+", 1000)]
    public void Its_text_asks_for_the_same_again(string userId, int? limit)
    {
        ListQuery whole = new(userId, limit, null);
        ListQuery page = new(userId, limit, Cursor);

        Assert.Equal(whole, Read(whole.ToString()));
        Assert.Equal(page, Read(page.ToString()));
    }

    private static ListQuery Read(string query)
    {
        var read = ListQuery.Read(new Call(query).Request.Query);
        Assert.True(read.Succeeded);
        return read.Value;
    }

    private static async Task<string?> RejectionAsync(string query)
    {
        var read = ListQuery.Read(new Call(query).Request.Query);
        Assert.False(read.Succeeded);
        var answer = await Call.AnsweredByAsync(read.Problem);
        Assert.Equal(StatusCodes.Status400BadRequest, answer.Status);
        return answer.Detail;
    }
}
