using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Purchases.Tests.Worker;

/// <summary>Passes a call on to the worker's own HTTP server, and its answer back as it comes.</summary>
internal sealed class HttpForwarder(Uri worker) : IDisposable
{
    private const string InvocationId = "x-ms-invocation-id";

    // Of the connection, not of the message (RFC 9110, 7.6.1); the host is the worker's.
    private static readonly HashSet<string> NotForwarded = new(StringComparer.OrdinalIgnoreCase)
    {
        HeaderNames.Connection, HeaderNames.Host, HeaderNames.KeepAlive, HeaderNames.TransferEncoding, HeaderNames.Upgrade,
    };

    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        ActivityHeadersPropagator = null,

        // The host tries again too while the worker's server starts. It gives up after 2.5 s, which a busy machine may need.
        ConnectCallback = static async (connection, cancellationToken) =>
            (await Eventually.GetAsync(() => ConnectAsync(connection, cancellationToken), stream => stream is not null))!,
    });

    public void Dispose() => _http.Dispose();

    /// <returns>Whether the worker's answer came to its end.</returns>
    public async Task<bool> ForwardAsync(HttpContext context, string invocationId)
    {
        try
        {
            using var request = Request(context.Request);
            request.Headers.Add(InvocationId, invocationId);
            using var answer = await _http.SendAsync(request, context.RequestAborted);
            context.Response.StatusCode = (int)answer.StatusCode;
            foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers))
            {
                if (!NotForwarded.Contains(name)) context.Response.Headers[name] = values.ToArray();
            }

            // Also without a body: the status is on its way before the invocation has ended.
            await context.Response.StartAsync(context.RequestAborted);
            await answer.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
            return true;
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            return false;
        }
    }

    // Null when nobody listens: a worker tells its address a moment before it does.
    private static async Task<Stream?> ConnectAsync(SocketsHttpConnectionContext connection, CancellationToken cancellationToken)
    {
        // A small buffer, so that the worker soon waits for a caller that doesn't read.
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveBufferSize = 64 * 1024 };
        try
        {
            await socket.ConnectAsync(connection.DnsEndPoint, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (SocketException)
        {
            socket.Dispose();
            return null;
        }
    }

    private HttpRequestMessage Request(HttpRequest call)
    {
        var request = new HttpRequestMessage(new(call.Method), new Uri(worker, $"{call.Path.ToUriComponent()}{call.QueryString}"));
        var hasBody = call.ContentLength is not (null or 0) || call.Headers.ContainsKey(HeaderNames.TransferEncoding);
        if (hasBody) request.Content = new ForwardedBody(call.Body);
        foreach (var (name, values) in call.Headers.Where(header => !NotForwarded.Contains(header.Key)))
        {
            if (!request.Headers.TryAddWithoutValidation(name, values.AsEnumerable()))
                request.Content?.Headers.TryAddWithoutValidation(name, values.AsEnumerable());
        }

        return request;
    }
}
