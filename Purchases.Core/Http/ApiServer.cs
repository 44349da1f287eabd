using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace Purchases.Core.Http;

/// <summary>The api server on another machine, as the web role sees it: its /purchases, passed on as it comes.</summary>
/// <param name="http">
/// Its base address is API_SERVER_URL. Its own time-out is off; the one of <see cref="Limits.ApiServerTimeout"/> is per step.
/// </param>
/// <param name="key">API_SERVER_KEY; null when the api server asks for none.</param>
public sealed partial class ApiServer(HttpClient http, string? key, TimeProvider time) : IBoughtItems
{
    /// <summary>The api server's list for this query: 502 when it can't be had, 504 when it takes too long.</summary>
    public IResult List(ListQuery query) => new Forwarded(this, query);

    private static Problem TimedOut =>
        Problem.GatewayTimeout($"The api server did not answer within {Limits.ApiServerTimeout.TotalSeconds} s.");

    private sealed class Forwarded(ApiServer server, ListQuery query) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext) => server.ForwardAsync(query, httpContext);
    }

    private async Task ForwardAsync(ListQuery query, HttpContext context)
    {
        using var step = new StepTimeout(time, context.RequestAborted);
        using var response = await GetAsync(query, step, context);
        if (response is null) return;

        var begun = false;
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(step.Token);
            while (true)
            {
                step.Restart();
                var read = await body.ReadAsync(context.Response.BodyWriter.GetMemory(), step.Token);
                if (read == 0 && begun) return;
                if (read == 0) throw new IOException("The answer is empty.");

                if (!begun) Begin(context, response);
                begun = true;
                if (HttpMethods.IsHead(context.Request.Method)) return;

                // The client may be as slow as it likes; only the api server is timed.
                step.Stop();
                context.Response.BodyWriter.Advance(read);
                await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
            }
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            // Once the list has begun the status is out, and a list cut short must not look whole.
            if (begun || context.RequestAborted.IsCancellationRequested) context.Abort();
            else if (e is OperationCanceledException) await TimedOut.ExecuteAsync(context);
            else await Problem.BadGateway("The api server answered 200 and broke off before its list began.").ExecuteAsync(context);
        }
    }

    private static void Begin(HttpContext context, HttpResponseMessage response)
    {
        context.Response.ContentType = MediaTypes.Json;
        if (!response.Headers.TryGetValues("Link", out var links)) return;

        // The next page of this call, rather than of the api server's. Without the link the body's next still leads to it.
        if (links.Select(link => NextPage.Match(link)).FirstOrDefault(match => match.Success) is { } next)
            context.Response.Headers.Link = ListQuery.LinkToNext(context.Request, next.Groups["query"].Value);
    }

    [GeneratedRegex("""^<[^?>]*(?<query>\?[!-;=?-~]+)>; rel="next"$""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NextPage { get; }

    private async Task<HttpResponseMessage?> GetAsync(ListQuery query, StepTimeout step, HttpContext context)
    {
        HttpResponseMessage? response = null;
        string refusal;
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"purchases{query}");
            if (key is not null) request.Headers.Add("x-functions-key", key);

            step.Restart();
            response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, step.Token);
            var mediaType = response.Content.Headers.ContentType?.MediaType;
            if (response.StatusCode != HttpStatusCode.OK)
                refusal = $"The api server answered {(int)response.StatusCode} instead of 200.";
            else if (!string.Equals(mediaType, "application/json", StringComparison.OrdinalIgnoreCase))
                refusal = $"The api server answered with {mediaType ?? "no content type"} instead of JSON; check API_SERVER_URL.";
            else
                return response;
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            await TimedOut.ExecuteAsync(context);
            return null;
        }
        catch (HttpRequestException e)
        {
            refusal = $"The api server can't be reached ({e.HttpRequestError}); check that it runs and that API_SERVER_URL is right.";
        }

        response?.Dispose();
        await Problem.BadGateway(refusal).ExecuteAsync(context);
        return null;
    }

    private sealed class StepTimeout : IDisposable
    {
        private readonly CancellationTokenSource _source;
        private readonly ITimer _timer;

        public StepTimeout(TimeProvider time, CancellationToken aborted)
        {
            _source = CancellationTokenSource.CreateLinkedTokenSource(aborted);
            _timer = time.CreateTimer(
                static source => ((CancellationTokenSource)source!).Cancel(), _source, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        public CancellationToken Token => _source.Token;

        public void Restart() => _timer.Change(Limits.ApiServerTimeout, Timeout.InfiniteTimeSpan);

        public void Stop() => _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public void Dispose()
        {
            _timer.Dispose();
            _source.Dispose();
        }
    }
}
