using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using Purchases.Core;
using Purchases.Core.Http;
using Purchases.Core.Telemetry;
using Purchases.Local.Telemetry;

namespace Purchases.Local.Runtime;

/// <summary>Runs one HTTP-triggered function for each request: key, function, events to disk, answer.</summary>
internal sealed partial class HttpFunction(
    FunctionDefinition function, FunctionOutput output, FunctionKey? key, RefusedCalls refused, ILogger logger)
{
    private readonly FunctionInvoker _invoker = new(function);
    private readonly FunctionKey? _key = function.Http!.AuthLevel == AuthorizationLevel.Anonymous ? null : key;

    public async Task RunAsync(HttpContext context)
    {
        try
        {
            var answer = await AnswerAsync(context);
            if (answer is not null) await answer.ExecuteAsync(context);
        }
        catch (Exception e) when (e is OperationCanceledException or ConnectionResetException ||
            (e is IOException && context.RequestAborted.IsCancellationRequested))
        {
            // The client has gone away; nobody is left to answer.
        }
        catch (IOException e) when (e is BadHttpRequestException or { InnerException: OverflowException })
        {
            // Kestrel's own refusal while the body was read: cut off, too slow, malformed chunks. It has no status for a chunk whose size
            // overflows.
            var status = (e as BadHttpRequestException)?.StatusCode ?? StatusCodes.Status400BadRequest;
            if (!context.Response.HasStarted) await Problem.Of(status, $"The request can't be read: {e.Message}").ExecuteAsync(context);
        }
        catch (Exception e)
        {
            LogFailed(logger, e, function.Name, TraceId.Of(context));
            if (context.Response.HasStarted) context.Abort();
            else await Problem.Unexpected().ExecuteAsync(context);
        }

        refused.Answered(function.Name, context.Response.StatusCode);
    }

    private async Task<IResult?> AnswerAsync(HttpContext context)
    {
        if (_key?.IsIn(context.Request) == false)
            return Problem.Unauthorized("This call needs the function key, as header x-functions-key or query parameter code.");

        var result = await _invoker.InvokeAsync(context.RequestServices, context.Request, context.RequestAborted);
        var response = output.Response(result);

        // Like the Functions host: nothing is published for a client that has gone away.
        if (context.RequestAborted.IsCancellationRequested) return null;
        try
        {
            await output.PublishAsync(result!);
            return response;
        }
        catch (UnavailableException e)
        {
            return Problem.Unavailable(e.Message);
        }
    }

    [LoggerMessage(10, LogLevel.Error, "Function {Function} failed, trace id {TraceId}")]
    private static partial void LogFailed(ILogger logger, Exception exception, string function, string traceId);
}
