using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Purchases.Local.Connections;

/// <summary>
/// Kestrel's sockets, with a limit on how many are open at once: further clients wait in the operating system's queue. Kestrel's own limit
/// accepts a connection before it refuses it, so a burst uses up the descriptors all the same, and the runtime ends a process that has
/// none left.
/// </summary>
/// <param name="limit">How many may be open. Asked when the first address is bound: by then most of what stays open is open.</param>
internal sealed partial class BoundedTransport(
    Func<int> limit,
    IOptions<SocketTransportOptions> options,
    TimeProvider time,
    ILogger<BoundedTransport> logger,
    ILoggerFactory loggers) : IConnectionListenerFactory, IConnectionListenerFactorySelector, IDisposable
{
    private static readonly TimeSpan ReminderInterval = TimeSpan.FromMinutes(1);

    private readonly SocketTransportFactory _sockets = new(options, loggers);
    private readonly Lazy<Room> _room = new(() => new(limit()));
    private long? _saidAt;

    public bool CanBind(EndPoint endpoint) => _sockets.CanBind(endpoint);

    public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        new Listener(this, await _sockets.BindAsync(endpoint, cancellationToken));

    public void Dispose()
    {
        if (_room.IsValueCreated) _room.Value.Free.Dispose();
    }

    private Task EnterAsync(CancellationToken unbound)
    {
        var room = _room.Value;

        // Under a flood it is full again and again, which is worth a line a minute.
        if (room.Free.CurrentCount == 0 && (_saidAt is not { } saidAt || time.GetElapsedTime(saidAt) >= ReminderInterval))
        {
            _saidAt = time.GetTimestamp();
            LogFull(logger, room.Connections);
        }

        return room.Free.WaitAsync(unbound);
    }

    private Connection Entered(ConnectionContext accepted) => new(accepted, time, Leave);

    private void Leave() => _room.Value.Free.Release();

    [LoggerMessage(
        40,
        LogLevel.Warning,
        "{Connections} connections are open, as many as the limits of open files (ulimit -n) and memory allow; others wait until some end")]
    private static partial void LogFull(ILogger logger, int connections);

    private sealed record Room(int Connections)
    {
        public SemaphoreSlim Free { get; } = new(Connections, Connections);
    }

    private sealed class Listener(BoundedTransport transport, IConnectionListener inner) : IConnectionListener
    {
        private readonly CancellationTokenSource _unbound = new();

        public EndPoint EndPoint => inner.EndPoint;

        public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
        {
            try
            {
                await transport.EnterAsync(_unbound.Token);
            }
            catch (OperationCanceledException)
            {
                return null;
            }

            ConnectionContext? accepted = null;
            try
            {
                accepted = await inner.AcceptAsync(cancellationToken);
                return accepted is null ? null : transport.Entered(accepted);
            }
            finally
            {
                if (accepted is null) transport.Leave();
            }
        }

        public async ValueTask UnbindAsync(CancellationToken cancellationToken = default)
        {
            await _unbound.CancelAsync();
            await inner.UnbindAsync(cancellationToken);
        }

        public async ValueTask DisposeAsync()
        {
            await inner.DisposeAsync();
            _unbound.Dispose();
        }
    }
}
