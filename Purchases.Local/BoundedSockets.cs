using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Purchases.Local;

/// <summary>
/// Kestrel's sockets, limited so that descriptors remain for everything else: further clients wait in the operating system's queue.
/// Kestrel's own limit accepts a connection before it closes it, so a burst of connections could still use up the descriptors, and the
/// runtime ends a process that has none left.
/// </summary>
internal sealed class BoundedSockets(IOptions<SocketTransportOptions> options, ILoggerFactory loggers)
    : IConnectionListenerFactory, IDisposable
{
    // A single machine needs no more.
    private const int ConnectionsMax = 4096;

    // For the runtime and the data files.
    private const int OtherDescriptors = 300;

    // For a connection and what its call opens: a database with its write-ahead log, or a connection to the api server.
    private const int DescriptorsEach = 3;

    private readonly SocketTransportFactory _sockets = new(options, loggers);
    private readonly SemaphoreSlim _free = new(Limit(Descriptors()));

    /// <summary>The number of connections that may be open in a process with this limit of descriptors.</summary>
    /// <exception cref="StartupException">There is no room for any.</exception>
    public static int Limit(long descriptors) => (descriptors - OtherDescriptors) / DescriptorsEach is > 0 and var limit
        ? (int)Math.Min(limit, ConnectionsMax)
        : throw new StartupException(
            $"This process may open only {descriptors} files and connections. Raise the limit to 1024 (ulimit -n).");

    public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        new Listener(await _sockets.BindAsync(endpoint, cancellationToken), _free);

    public void Dispose() => _free.Dispose();

    // Only Linux has a file with the limit of this process.
    private static long Descriptors()
    {
        const string limits = "/proc/self/limits";
        var line = File.Exists(limits)
            ? File.ReadLines(limits).First(line => line.StartsWith("Max open files", StringComparison.Ordinal))
            : "";
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Length > 3 && long.TryParse(words[3], CultureInfo.InvariantCulture, out var descriptors) ? descriptors : int.MaxValue;
    }

    private sealed class Listener(IConnectionListener inner, SemaphoreSlim free) : IConnectionListener
    {
        private readonly CancellationTokenSource _unbound = new();

        public EndPoint EndPoint => inner.EndPoint;

        public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
        {
            try
            {
                await free.WaitAsync(_unbound.Token);
            }
            catch (OperationCanceledException)
            {
                return null;
            }

            var accepted = await inner.AcceptAsync(cancellationToken);
            accepted?.ConnectionClosed.Register(() => free.Release());
            return accepted;
        }

        public async ValueTask UnbindAsync(CancellationToken cancellationToken = default)
        {
            await _unbound.CancelAsync();
            await inner.UnbindAsync(cancellationToken);
        }

        public ValueTask DisposeAsync()
        {
            _unbound.Dispose();
            return inner.DisposeAsync();
        }
    }
}
