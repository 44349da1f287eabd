using System.Net.Sockets;

namespace Purchases.Benchmarks.Load;

/// <summary>Waits until some of many sockets have something to read.</summary>
internal abstract class ReadySockets : IDisposable
{
    /// <summary>What the machine has to wait with.</summary>
    /// <param name="sockets">Watched from now on; they are named by their place in this list.</param>
    public static ReadySockets Watch(IReadOnlyList<Socket> sockets) => OperatingSystem.IsLinux() ? new Epoll(sockets) : new Select(sockets);

    /// <param name="ready">Filled with the places of those that can be read.</param>
    /// <returns>How many; 0 when none could within 100 ms.</returns>
    public abstract int Wait(Span<int> ready);

    public abstract void Dispose();

    // Any machine has it. It looks at every socket each time, which costs the more the fewer are ready.
    private sealed class Select(IReadOnlyList<Socket> sockets) : ReadySockets
    {
        private readonly Dictionary<Socket, int> _places = sockets.Select((socket, place) => (socket, place)).ToDictionary();
        private readonly List<Socket> _asked = [];

        public override int Wait(Span<int> ready)
        {
            _asked.Clear();
            _asked.AddRange(sockets);
            Socket.Select(_asked, null, null, TimeSpan.FromMilliseconds(100));
            for (var i = 0; i < _asked.Count; i++) ready[i] = _places[_asked[i]];
            return _asked.Count;
        }

        public override void Dispose()
        {
        }
    }
}
