using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Testing;
using Purchases.Core;
using Purchases.Core.Http;
using Purchases.Tests.Support;

namespace Purchases.Tests.Core.Http;

/// <summary>The answer to a call that ended in an exception, on both hosts.</summary>
public sealed class ExceptionTests
{
    private readonly FakeLogger _log = new();
    private readonly Call _call = new();

    [Fact]
    public async Task An_unhandled_exception_is_a_500_whose_trace_id_the_log_line_has()
    {
        await AnswerAsync(new InvalidOperationException("secret"));

        Assert.Equal(500, _call.Status);
        Assert.DoesNotContain("secret", _call.Body, StringComparison.Ordinal);
        Assert.StartsWith(
            $"Error: Function GetPurchase failed with an unhandled exception, trace id {_call.Json.GetProperty("traceId")}",
            Assert.Single(_log.Lines()), StringComparison.Ordinal);
    }

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

    [Fact]
    public async Task A_connection_that_is_reset_is_a_client_that_has_disconnected()
    {
        await AnswerAsync(new ConnectionResetException("reset"));

        Assert.Empty(_call.Body);
        Assert.Empty(_log.Lines());
    }

    [Fact]
    public async Task What_is_unavailable_is_a_503_with_its_reason()
    {
        await AnswerAsync(new UnavailableException("The store is down."));

        Assert.Equal((503, "The store is down."), (_call.Status, _call.Detail));
        Assert.Empty(_log.Lines());
    }

    [Fact]
    public async Task A_body_that_the_web_server_can_not_read_is_its_status()
    {
        await AnswerAsync(new BadHttpRequestException("Reading the request body timed out.", 408));

        Assert.Equal((408, "The request can't be read: Reading the request body timed out."), (_call.Status, _call.Detail));
    }

    [Fact]
    public async Task A_chunk_whose_size_does_not_fit_is_a_400()
    {
        await AnswerAsync(new IOException("Bad chunk size data.", new OverflowException()));

        Assert.Equal(400, _call.Status);
    }

    private Task AnswerAsync(Exception exception, CancellationToken cancellationToken = default) =>
        Problem.Of(exception, _call.Context, "GetPurchase", _log, cancellationToken).ExecuteAsync(_call.Context);
}
