using System.Net;
using System.Net.Sockets;

namespace Purchases.Tests.Support;

/// <summary>
/// An address that stays the same while the server behind it is replaced. Another server can't be told to take the port of the one before:
/// meanwhile somebody else may have it.
/// </summary>
internal sealed class Relay : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private volatile Uri? _server;

    public Relay(Uri server)
    {
        _server = server;
        _listener.Start();
        _ = AcceptAsync();
    }

    public Uri Url => new($"http://{_listener.LocalEndpoint}");

    /// <summary>From now on connections lead to this server; null closes them at once.</summary>
    public void LeadTo(Uri? server) => _server = server;

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        while (true) _ = ServeAsync(await _listener.AcceptTcpClientAsync());
    }

    private async Task ServeAsync(TcpClient accepted)
    {
        using var client = accepted;
        if (_server is not { } url) return;
        using var server = new TcpClient();
        await server.ConnectAsync(url.Host, url.Port);
        var (toClient, toServer) = (client.GetStream(), server.GetStream());

        // When one of them ends, so does the other.
        await Task.WhenAny(toClient.CopyToAsync(toServer), toServer.CopyToAsync(toClient));
    }
}
