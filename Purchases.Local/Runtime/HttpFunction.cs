using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using Purchases.Core.Http;
using Purchases.Local.Telemetry;

namespace Purchases.Local.Runtime;

/// <summary>Runs one HTTP-triggered function for each request: key, function, events to disk, answer.</summary>
internal sealed class HttpFunction(
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
        catch (Exception e)
        {
            var answer = Problem.Of(e, context, function.Name, logger, context.RequestAborted);

            // What has begun can't be replaced: cut off, it doesn't look whole.
            if (context.Response.HasStarted) context.Abort();
            else await answer.ExecuteAsync(context);
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
        await output.PublishAsync(result!);
        return response;
    }
}
