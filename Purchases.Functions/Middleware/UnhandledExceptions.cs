using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Logging;
using Purchases.Core.Http;

namespace Purchases.Functions.Middleware;

/// <summary>
/// Answers calls that end in an exception; the Functions host's own 500 has no body. It is registered after the middleware of
/// ConfigureFunctionsWebApplication, which writes the answer that this one sets.
/// </summary>
internal sealed class UnhandledExceptions(ILogger<UnhandledExceptions> logger) : IFunctionsWorkerMiddleware
{
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        // Offsets: a batch's exception must reach the host, which then retries the batch.
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

        // A function returns its answer, or an object with its answer and the events to publish.
        if (returned.Value is IResult whole) returned.Value = new GuardedResult(whole, Answer);
        foreach (var output in context.GetOutputBindings<object>())
        {
            if (output.Value is IResult part) output.Value = new GuardedResult(part, Answer);
        }

        IResult Answer(Exception exception) =>
            Problem.Of(exception, http, context.FunctionDefinition.Name, logger, context.CancellationToken);
    }
}

/// <summary>An answer that is replaced if writing it fails before anything was sent.</summary>
/// <param name="failed">Makes the other answer.</param>
internal sealed class GuardedResult(IResult answer, Func<Exception, IResult> failed) : IResult
{
    /// <exception cref="Exception">The answer failed after a part of it was sent: the host cuts the connection.</exception>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        // The server's own writer can't discard what was written to it, even before it is sent. This one buffers until a flush.
        var server = httpContext.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        httpContext.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(server.Stream, server));
        try
        {
            await answer.ExecuteAsync(httpContext);
            if (!httpContext.RequestAborted.IsCancellationRequested) await httpContext.Response.BodyWriter.FlushAsync();
        }
        catch (Exception e) when (!httpContext.Response.HasStarted)
        {
            httpContext.Features.Set(server);
            httpContext.Response.Clear();
            await failed(e).ExecuteAsync(httpContext);
        }
    }
}
