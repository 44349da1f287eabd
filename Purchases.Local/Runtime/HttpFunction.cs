using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using Purchases.Core.Http;
using Purchases.Local.Telemetry;

namespace Purchases.Local.Runtime;

/// <summary>For each request: checks the key, calls the function, writes its events to disk and responds.</summary>
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

            // A response that has started can't be replaced. Cut off, it doesn't look complete.
            if (context.Response.HasStarted) context.Abort();
            else await answer.ExecuteAsync(context);
        }

        refused.Answered(function.Name, context.Response.StatusCode);
    }

    private async Task<IResult?> AnswerAsync(HttpContext context)
    {
        if (_key?.IsIn(context.Request) == false)
            return Problem.Unauthorized("This call requires the function key, in the header x-functions-key or the query parameter code.");

        var result = await _invoker.InvokeAsync(context.RequestServices, context.Request, context.RequestAborted);
        var response = output.Response(result);

        // Like the Functions host: nothing is published for a client that has disconnected.
        if (context.RequestAborted.IsCancellationRequested) return null;
        await output.PublishAsync(result!);
        return response;
    }
}
