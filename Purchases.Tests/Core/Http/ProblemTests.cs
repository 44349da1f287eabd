using Microsoft.AspNetCore.Http;
using Purchases.Core;
using Purchases.Core.Http;
using Purchases.Core.Json;
using Purchases.Tests.Support;

namespace Purchases.Tests.Core.Http;

public sealed class ProblemTests
{
    public static TheoryData<int, string> Statuses => new()
    {
        { 400, "Bad Request" },
        { 401, "Unauthorized" },
        { 404, "Not Found" },
        { 413, "Content Too Large" },
        { 422, "Unprocessable Content" },
        { 415, "Unsupported Media Type" },
        { 502, "Bad Gateway" },
        { 503, "Service Unavailable" },
        { 504, "Gateway Timeout" },
    };

    [Theory]
    [MemberData(nameof(Statuses))]
    public async Task A_problem_is_problem_json_with_title_status_and_detail(int status, string title)
    {
        var answer = await Call.AnsweredByAsync(Problem.Of(status, "What was wrong."));

        Assert.Equal(status, answer.Status);
        Assert.Equal("application/problem+json", answer.ContentType);
        Assert.Equal(status, answer.Json.GetProperty("status").GetInt32());
        Assert.Equal(title, answer.Json.GetProperty("title").GetString());
        Assert.StartsWith(
            "https://tools.ietf.org/html/rfc9110#section-15.", answer.Json.GetProperty("type").GetString(), StringComparison.Ordinal);
        Assert.Equal("What was wrong.", answer.Detail);
    }

    [Fact]
    public async Task Each_trouble_has_its_status()
    {
        Dictionary<int, IResult> problems = new()
        {
            [400] = Problem.BadRequest("d"),
            [401] = Problem.Unauthorized("d"),
            [404] = Problem.NotFound("d"),
            [413] = Problem.TooLarge("d"),
            [415] = Problem.UnsupportedMediaType("d"),
            [502] = Problem.BadGateway("d"),
            [503] = Problem.Unavailable("d"),
            [504] = Problem.GatewayTimeout("d"),
        };

        foreach (var (status, problem) in problems) Assert.Equal(status, (await Call.AnsweredByAsync(problem)).Status);
    }

    [Fact]
    public async Task Unavailable_says_when_to_try_again() =>
        Assert.Equal("1", (await Call.AnsweredByAsync(Problem.Unavailable("d"))).Headers.RetryAfter);

    [Fact]
    public async Task A_body_that_is_not_json_is_a_bad_request()
    {
        var answer = await Call.AnsweredByAsync(Problem.Unreadable(new(RejectionCode.InvalidJson, "it is not JSON")));

        Assert.Equal(400, answer.Status);
        Assert.Equal("The body can't be read: it is not JSON.", answer.Detail);
        Assert.False(answer.Json.TryGetProperty("errors", out _));
    }

    [Fact]
    public async Task Wrong_members_are_unprocessable_content_with_errors_by_member()
    {
        var fault = new ReadFault(
            RejectionCode.MissingMember, "userId is missing", new Dictionary<string, string[]> { ["userId"] = ["is missing"] });
        var answer = await Call.AnsweredByAsync(Problem.Unreadable(fault));

        Assert.Equal(422, answer.Status);
        Assert.Equal("application/problem+json", answer.ContentType);
        Assert.Equal(422, answer.Json.GetProperty("status").GetInt32());
        Assert.Equal("Unprocessable Content", answer.Json.GetProperty("title").GetString());
        Assert.Contains("userId is missing", answer.Detail, StringComparison.Ordinal);
        Assert.Equal("is missing", answer.Json.GetProperty("errors").GetProperty("userId")[0].GetString());
    }
}
