using Microsoft.Extensions.Logging.Testing;
using Purchases.Core.Http;

namespace Purchases.Tests.Core.Http;

/// <summary>The answer to a call that ended in an exception, on both hosts.</summary>
public sealed class ExceptionTests
{
    private readonly FakeLogger _log = new();
    private readonly Call _call = new();

    // Some libraries stop waiting with these although nobody cancelled the call.
    [Theory]
    [InlineData(typeof(TaskCanceledException))]
    [InlineData(typeof(OperationCanceledException))]
    [InlineData(typeof(IOException))]
    public async Task A_call_that_nobody_cancelled_is_answered(Type exception)
    {
        await AnswerAsync((Exception)Activator.CreateInstance(exception)!);

        Assert.Equal(500, _call.Status);
        Assert.Single(_log.Lines());
    }

    [Theory]
    [InlineData(typeof(TaskCanceledException))]
    [InlineData(typeof(IOException))]
    public async Task A_client_that_has_disconnected_is_not_answered_and_not_logged(Type exception)
    {
        _call.ClientLeaves();
        await AnswerAsync((Exception)Activator.CreateInstance(exception)!);

        Assert.Empty(_call.Body);
        Assert.Empty(_log.Lines());
    }

    [Fact]
    public async Task A_call_that_its_host_cancels_is_not_logged()
    {
        await AnswerAsync(new OperationCanceledException(), new(canceled: true));

        Assert.Empty(_call.Body);
        Assert.Empty(_log.Lines());
    }

    private Task AnswerAsync(Exception exception, CancellationToken cancellationToken = default) =>
        Problem.Of(exception, _call.Context, "GetPurchase", _log, cancellationToken).ExecuteAsync(_call.Context);
}
