using System.Net.Sockets;
using System.Text;

namespace Purchases.Tests.Support;

/// <summary>HTTP byte by byte, for what no client library sends or shows.</summary>
internal static class RawHttp
{
    /// <summary>Connects, and sends the beginning of a request or all of it.</summary>
    /// <param name="bufferBytes">Of the socket, in each direction; null for the system's own.</param>
    public static async Task<TcpClient> ConnectAsync(Uri server, string request, int? bufferBytes = null)
    {
        var client = new TcpClient();
        if (bufferBytes is { } bytes) client.SendBufferSize = client.ReceiveBufferSize = bytes;
        await client.ConnectAsync(server.Host, server.Port);
        await client.SendAsync(request);
        return client;
    }

    public static async Task SendAsync(this TcpClient client, string bytes) =>
        await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(bytes));

    /// <returns>Null when the connection ends without an answer.</returns>
    public static Task<string?> FirstLineAsync(this TcpClient client) => Reader(client).ReadLineAsync().WaitAsync(Eventually.Deadline);

    /// <summary>All that comes until the server closes the connection.</summary>
    public static Task<string> AnswerAsync(this TcpClient client) => Reader(client).ReadToEndAsync().WaitAsync(Eventually.Deadline);

    private static StreamReader Reader(TcpClient client) => new(client.GetStream(), Encoding.UTF8);
}
