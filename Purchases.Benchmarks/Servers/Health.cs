using System.Net.Sockets;
using Purchases.Benchmarks.Load;

namespace Purchases.Benchmarks.Servers;

/// <summary>Asks a server that may not listen yet; over a bare socket, for what asks shares the processors with what starts.</summary>
internal static class Health
{
    public static bool IsOk(Uri url)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Connect(url.Host, url.Port);
            socket.Send(Requests.Get(url, "/health"));
            var response = new ResponseReader();
            var buffer = new byte[4096];
            while (!response.Read(buffer.AsSpan(0, socket.Receive(buffer) is > 0 and var count ? count : throw new IOException("closed"))))
            {
                // Until it is whole.
            }

            return response.Status == 200;
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            return false;
        }
    }
}
