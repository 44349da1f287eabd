using System.IO.Pipelines;

namespace Purchases.Local.Connections;

/// <summary>A connection's output, watched while it waits until its client has read enough for more.</summary>
/// <param name="watch">Begins to watch, until it is disposed.</param>
internal sealed class WatchedOutput(PipeWriter inner, Func<IDisposable> watch) : PipeWriter
{
    public override bool CanGetUnflushedBytes => inner.CanGetUnflushedBytes;

    public override long UnflushedBytes => inner.UnflushedBytes;

    public override void Advance(int bytes) => inner.Advance(bytes);

    public override Memory<byte> GetMemory(int sizeHint = 0) => inner.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => inner.GetSpan(sizeHint);

    public override void CancelPendingFlush() => inner.CancelPendingFlush();

    public override void Complete(Exception? exception = null) => inner.Complete(exception);

    public override ValueTask CompleteAsync(Exception? exception = null) => inner.CompleteAsync(exception);

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) =>
        WatchedAsync(inner.FlushAsync(cancellationToken));

    public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default) =>
        WatchedAsync(inner.WriteAsync(source, cancellationToken));

    private ValueTask<FlushResult> WatchedAsync(ValueTask<FlushResult> flush)
    {
        return flush.IsCompleted ? flush : WaitAsync();

        async ValueTask<FlushResult> WaitAsync()
        {
            using var watched = watch();
            return await flush;
        }
    }
}
