using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace Purchases.Core.Http;

/// <summary>The api server's /purchases, for the web role: answers are forwarded unchanged while they arrive.</summary>
/// <param name="http">Its base address is API_SERVER_URL. It has no time-out: <see cref="Limits.ApiServerTimeout"/> is per step.</param>
/// <param name="key">API_SERVER_KEY; null if the api server requires none.</param>
public sealed partial class ApiServer(HttpClient http, string? key, TimeProvider time) : IBoughtItems
{
    /// <summary>The api server's list for this query; 502 if the api server fails, 504 if it times out.</summary>
    public IResult List(ListQuery query) => new WrittenResult(context => ForwardAsync(query, context));

    private static Problem TimedOut =>
        Problem.GatewayTimeout($"The api server did not answer within {Limits.ApiServerTimeout.TotalSeconds} s.");

    private static Problem BrokeOff => Problem.BadGateway("The api server answered 200, but the connection broke before the list began.");

    private async Task ForwardAsync(ListQuery query, HttpContext context)
    {
        // Restarted for each step.
        using var timeout = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, context.RequestAborted);
        timeout.CancelAfter(Limits.ApiServerTimeout);
        using var response = await GetAsync(query, context, either.Token);
        if (response is null) return;

        var begun = false;
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(either.Token);
            while (true)
            {
                timeout.CancelAfter(Limits.ApiServerTimeout);
                var read = await body.ReadAsync(context.Response.BodyWriter.GetMemory(), either.Token);
                if (read == 0 && begun) return;
                if (read == 0) throw new IOException("The answer is empty.");

                if (!begun) Begin(context, response);
                begun = true;
                if (HttpMethods.IsHead(context.Request.Method)) return;

                // The time-out applies to the api server, not to a slow client.
                timeout.CancelAfter(Timeout.InfiniteTimeSpan);
                context.Response.BodyWriter.Advance(read);
                await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
            }
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            // Once the list has begun the status is sent. An incomplete list must not look complete.
            if (begun || context.RequestAborted.IsCancellationRequested) context.Abort();
            else if (e is OperationCanceledException) await TimedOut.ExecuteAsync(context);
            else await BrokeOff.ExecuteAsync(context);
        }
    }

    private static void Begin(HttpContext context, HttpResponseMessage response)
    {
        context.Response.ContentType = MediaTypes.Json;
        if (!response.Headers.TryGetValues("Link", out var links)) return;

        // The next page of this call, not of the api server's. Without the link, the body's next still leads to that page.
        if (links.Select(link => NextPage.Match(link)).FirstOrDefault(match => match.Success) is { } next)
            context.Response.Headers.Link = ListQuery.LinkToNext(context.Request, next.Groups["query"].Value);
    }

    [GeneratedRegex("""^<[^?>]*(?<query>\?[!-;=?-~]+)>; rel="next"$""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NextPage { get; }

    private async Task<HttpResponseMessage?> GetAsync(ListQuery query, HttpContext context, CancellationToken cancellationToken)
    {
        HttpResponseMessage? response = null;
        string refusal;
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"purchases{query}");
            if (key is not null) request.Headers.Add("x-functions-key", key);
            response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
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
}
