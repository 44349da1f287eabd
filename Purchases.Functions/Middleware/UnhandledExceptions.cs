using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Logging;
using Purchases.Core.Http;
using Purchases.Core.Telemetry;

namespace Purchases.Functions.Middleware;

/// <summary>
/// Answers an unforeseen exception: 500 as problem+json, whose traceId the log line has too. The Functions host's own 500 is empty. It
/// stands behind the middleware of ConfigureFunctionsWebApplication, which writes the answer and then ends the request in any case.
/// </summary>
internal sealed partial class UnhandledExceptions(ILogger<UnhandledExceptions> logger) : IFunctionsWorkerMiddleware
{
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        // Offsets: a batch has no caller to answer; its exception must reach the host, which then retries it.
        if (context.GetHttpContext() is null)
        {
            await next(context);
            return;
        }

        try
        {
            await next(context);
        }
        catch (Exception e)
        {
            context.GetInvocationResult().Value = Answer(e, context);
            return;
        }

        Guard(context);
    }

    // A function returns its answer, or an object that has it beside what goes on the topic.
    private void Guard(FunctionContext context)
    {
        var returned = context.GetInvocationResult();
        if (returned.Value is IResult whole) returned.Value = Guarded(whole);
        foreach (var output in context.GetOutputBindings<object>())
        {
            if (output.Value is IResult part) output.Value = Guarded(part);
        }

        GuardedResult Guarded(IResult answer) => new(answer, e => Answer(e, context));
    }

    private IResult Answer(Exception exception, FunctionContext context)
    {
        var http = context.GetHttpContext()!;
        switch (exception)
        {
            case OperationCanceledException or IOException
                when http.RequestAborted.IsCancellationRequested || context.CancellationToken.IsCancellationRequested:
                // The client has gone away; nobody is left to answer.
                return Results.Empty;
            case BadHttpRequestException bad:
                // The web server's own refusal while the body was read: cut off, too slow, malformed chunks.
                return Problem.Of(bad.StatusCode, $"The request can't be read: {bad.Message}");
            default:
                var traceId = TraceId.Of(http);
                LogUnhandled(logger, exception, context.FunctionDefinition.Name, traceId);
                return Problem.Unexpected();
        }
    }

    [LoggerMessage(1, LogLevel.Error, "Function {Function} failed with an unexpected exception, trace id {TraceId}")]
    private static partial void LogUnhandled(ILogger logger, Exception exception, string function, string traceId);
}
