using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Purchases.Functions.Middleware;

/// <summary>An answer that may fail while it is written: as long as nothing was sent, another one takes its place.</summary>
/// <param name="failed">The answer to give instead.</param>
internal sealed class GuardedResult(IResult answer, Func<Exception, IResult> failed) : IResult
{
    /// <exception cref="Exception">
    /// The answer's own, after its first part was sent: the host cuts it off, so that it doesn't look whole.
    /// </exception>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        // What the server's own writer was given can't be taken back, even before it is sent. This one keeps it until a flush.
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
