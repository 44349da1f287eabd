using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;

namespace Purchases.Local.Connections;

/// <summary>A connection that says when its socket is closed, and is cut off when its client doesn't read.</summary>
internal sealed class Connection(ConnectionContext inner, TimeProvider time, Action closed) : ConnectionContext
{
    private readonly WatchedPipes _pipes = new(inner.Transport, time, () => inner.Abort(new("The client doesn't read.")));
    private Action? _closed = closed;
    private IDuplexPipe? _replaced;

    public override string ConnectionId
    {
        get => inner.ConnectionId;
        set => inner.ConnectionId = value;
    }

    public override IFeatureCollection Features => inner.Features;

    public override IDictionary<object, object?> Items
    {
        get => inner.Items;
        set => inner.Items = value;
    }

    public override IDuplexPipe Transport
    {
        get => _replaced ?? _pipes;
        set => _replaced = value;
    }

    public override EndPoint? LocalEndPoint
    {
        get => inner.LocalEndPoint;
        set => inner.LocalEndPoint = value;
    }

    public override EndPoint? RemoteEndPoint
    {
        get => inner.RemoteEndPoint;
        set => inner.RemoteEndPoint = value;
    }

    public override CancellationToken ConnectionClosed
    {
        get => inner.ConnectionClosed;
        set => inner.ConnectionClosed = value;
    }

    public override void Abort(ConnectionAbortedException abortReason) => inner.Abort(abortReason);

    public override async ValueTask DisposeAsync()
    {
        try
        {
            await _pipes.ClosedAsync(inner.DisposeAsync());
        }
        finally
        {
            Interlocked.Exchange(ref _closed, null)?.Invoke();
            await base.DisposeAsync();
        }
    }
}
