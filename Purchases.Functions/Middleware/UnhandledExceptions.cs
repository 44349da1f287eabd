using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Logging;
using Purchases.Core.Http;

namespace Purchases.Functions.Middleware;

/// <summary>
/// Answers a call that ends in an exception. The Functions host's own 500 is empty. It stands behind the middleware of
/// ConfigureFunctionsWebApplication, which writes the answer and then ends the request in any case.
/// </summary>
internal sealed class UnhandledExceptions(ILogger<UnhandledExceptions> logger) : IFunctionsWorkerMiddleware
{
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        // Offsets: a batch has no caller to answer; its exception must reach the host, which then retries it.
        if (context.GetHttpContext() is not { } http)
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
            context.GetInvocationResult().Value = Answer(e);
            return;
        }

        var returned = context.GetInvocationResult();

        // A function returns its answer, or an object that has it beside what goes on the topic.
        if (returned.Value is IResult whole) returned.Value = new GuardedResult(whole, Answer);
        foreach (var output in context.GetOutputBindings<object>())
        {
            if (output.Value is IResult part) output.Value = new GuardedResult(part, Answer);
        }

        IResult Answer(Exception exception) =>
            Problem.Of(exception, http, context.FunctionDefinition.Name, logger, context.CancellationToken);
    }
}
