namespace Purchases.Tests.Worker;

/// <summary>One worker with complete settings for all tests of a class, which run one after the other.</summary>
public sealed class SharedWorker : IAsyncLifetime
{
    internal RunningWorker Worker { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Worker = await RunningWorker.StartAsync();

    public ValueTask DisposeAsync() => Worker.DisposeAsync();
}
