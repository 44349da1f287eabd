namespace Purchases.Tests.Support;

/// <summary>A client that reads nothing until the test lets it continue.</summary>
internal sealed class SlowStream : MemoryStream
{
    private readonly TaskCompletionSource _firstWrite = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Done when something waits to be taken.</summary>
    public Task FirstWrite => _firstWrite.Task;

    public void GoOn() => _goOn.SetResult();

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _firstWrite.TrySetResult();
        await _goOn.Task.WaitAsync(cancellationToken);
        await base.WriteAsync(buffer, cancellationToken);
    }
}
