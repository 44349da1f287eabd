using Microsoft.Extensions.Time.Testing;
using Moq;
using Purchases.Core;
using Purchases.Core.Http;
using Purchases.Tests.Support;

namespace Purchases.Tests.Core.Http;

public sealed class ReadinessTests
{
    private readonly FakeTimeProvider _time = Some.Clock();

    [Fact]
    public async Task Ready_when_nothing_needs_checking()
    {
        var answer = await Call.AnsweredByAsync(await Of().CheckAsync(CancellationToken.None));

        Assert.Equal(200, answer.Status);
        Assert.Equal("""{"status":"ready"}""", answer.Body);
    }

    [Fact]
    public async Task Ready_when_all_checks_pass()
    {
        var answer = await Call.AnsweredByAsync(
            await Of(Check("store", Task.CompletedTask), Check("log", Task.CompletedTask)).CheckAsync(CancellationToken.None));

        Assert.Equal(200, answer.Status);
    }

    [Fact]
    public async Task Each_thing_that_is_not_ready_is_named_with_its_reason()
    {
        var readiness = Of(Check("store", Unavailable("The store is locked.")), Check("log", Task.CompletedTask),
            Check("broker", Unavailable("It is away.")));
        var answer = await Call.AnsweredByAsync(await readiness.CheckAsync(CancellationToken.None));

        Assert.Equal(503, answer.Status);
        Assert.Equal("Not ready: store (The store is locked); broker (It is away).", answer.Detail);
    }

    [Fact]
    public async Task A_check_that_does_not_answer_is_named_after_its_time()
    {
        var checking = Of(Check("store", new TaskCompletionSource().Task)).CheckAsync(CancellationToken.None);
        _time.Advance(TimeSpan.FromSeconds(3) - TimeSpan.FromMilliseconds(1));
        Assert.False(checking.IsCompleted);

        _time.Advance(TimeSpan.FromMilliseconds(1));
        var answer = await Call.AnsweredByAsync(await checking.WaitAsync(Eventually.Deadline));

        Assert.Equal(503, answer.Status);
        Assert.Equal("Not ready: store (no answer within 3 s).", answer.Detail);
    }

    [Fact]
    public async Task A_probe_that_goes_away_ends_the_check()
    {
        using var gone = new CancellationTokenSource();
        var checking = Of(Check("store", new TaskCompletionSource().Task)).CheckAsync(gone.Token);
        await gone.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => checking);
    }

    private static Task Unavailable(string message) => Task.FromException(new UnavailableException(message));

    private static IReadinessCheck Check(string name, Task outcome) =>
        Mock.Of<IReadinessCheck>(check => check.Name == name && check.CheckAsync(It.IsAny<CancellationToken>()) == outcome);

    private Readiness Of(params IReadinessCheck[] checks) => new(checks, _time);
}
