using System.Diagnostics;
using System.Net.Sockets;

namespace Purchases.Benchmarks.Load;

/// <summary>One keep-alive connection with one request under way at a time.</summary>
internal sealed class Connection : IDisposable
{
    private readonly ResponseReader _reader = new();
    private long _sentAt;

    public Connection(Uri server)
    {
        Socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        Socket.Connect(server.Host, server.Port);
        Socket.Blocking = false;
    }

    public Socket Socket { get; }

    /// <summary>Whether a response is awaited.</summary>
    public bool Busy { get; private set; }

    /// <summary>Status of the last response.</summary>
    public int Status => _reader.Status;

    /// <summary>Bytes of the last response's body.</summary>
    public long BodyBytes => _reader.BodyBytes;

    public void Send(byte[] request)
    {
        _sentAt = Stopwatch.GetTimestamp();
        Busy = true;

        // With nothing else under way the socket's buffer is empty, and takes a request whole.
        var sent = Socket.Send(request, SocketFlags.None, out var error);
        if (sent != request.Length) throw new BenchmarkException($"A request could not be sent: {error}.");
    }

    /// <summary>Reads what has arrived.</summary>
    /// <param name="buffer">Any, for the time of the call.</param>
    /// <param name="elapsed">From sending to the response's last byte, in ticks of <see cref="Stopwatch"/>.</param>
    /// <returns>Whether the response is complete.</returns>
    public bool Receive(Span<byte> buffer, out long elapsed)
    {
        elapsed = 0;
        var count = Socket.Receive(buffer, SocketFlags.None, out var error);
        if (error == SocketError.WouldBlock) return false;
        if (count == 0 || error != SocketError.Success) throw new BenchmarkException($"The server closed a connection ({error}).");
        if (!_reader.Read(buffer[..count])) return false;

        elapsed = Stopwatch.GetTimestamp() - _sentAt;
        Busy = false;
        return true;
    }

    public void Dispose() => Socket.Dispose();
}
