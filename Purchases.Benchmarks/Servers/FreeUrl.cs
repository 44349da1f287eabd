using System.Net;
using System.Net.Sockets;

namespace Purchases.Benchmarks.Servers;

/// <summary>An address of loopback that nobody listened on a moment ago.</summary>
internal static class FreeUrl
{
    // Below the ports that systems give to clients: a connection to a port there can, while nobody listens, end up connected to itself.
    private const int PortMin = 20_000;
    private const int PortMax = 32_000;

    public static Uri Find()
    {
        while (true)
        {
#pragma warning disable CA5394 // A port needs no secrecy.
            var port = Random.Shared.Next(PortMin, PortMax);
#pragma warning restore CA5394
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return new($"http://127.0.0.1:{port}");
            }
            catch (SocketException)
            {
                // Taken.
            }
        }
    }
}
