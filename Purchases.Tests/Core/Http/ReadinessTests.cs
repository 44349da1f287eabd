using Microsoft.AspNetCore.Http;
using Purchases.Core.Http;

namespace Purchases.Tests.Core.Http;

public sealed class ReadinessTests
{
    private readonly CountedTime _time = new();

    [Fact]
    public async Task Each_thing_that_is_not_ready_is_named_with_its_reason()
    {
        var answer = await Call.AnsweredByAsync(await AnswerAsync(
            ("store", Unavailable("The store is locked.")), ("log", Works), ("broker", Unavailable("It is down."))));

        Assert.Equal(503, answer.Status);
        Assert.Equal("Not ready: store (The store is locked); broker (It is down).", answer.Detail);
    }

    // Its message may hold what a caller shouldn't read.
    [Fact]
    public async Task An_unhandled_exception_is_named_by_its_type()
    {
        var answer = await Call.AnsweredByAsync(
            await AnswerAsync(("store", () => throw new InvalidOperationException("secret"))));

        Assert.Equal("Not ready: store (InvalidOperationException).", answer.Detail);
    }

    [Fact]
    public async Task A_check_that_does_not_answer_is_named_after_its_time()
    {
        var checking = AnswerAsync(("store", Hangs));
        await Eventually.TrueAsync(() => _time.Timers == 1);
        _time.Advance(TimeSpan.FromSeconds(3) - TimeSpan.FromMilliseconds(1));
        Assert.False(checking.IsCompleted);

        _time.Advance(TimeSpan.FromMilliseconds(1));
        var answer = await Call.AnsweredByAsync(await checking.WaitAsync(Eventually.Deadline));

        Assert.Equal(503, answer.Status);
        Assert.Equal("Not ready: store (no answer within 3 s).", answer.Detail);
    }

    private static Task Works() => Task.CompletedTask;

    private static Func<Task> Unavailable(string message) => () => throw new UnavailableException(message);

    private static Task Hangs() => new TaskCompletionSource().Task;

    private Task<IResult> AnswerAsync(params (string Name, Func<Task> Check)[] checks) =>
        Readiness.AnswerAsync(ReadinessChecks.Of(_time, checks), CancellationToken.None);
}
