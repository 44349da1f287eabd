namespace Purchases.Tests.Worker;

/// <summary>One worker with complete settings for all tests of this collection, which run one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class SharedWorker : IAsyncLifetime, ICollectionFixture<SharedWorker>
{
    public const string Name = "Worker";

    internal RunningWorker Worker { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Worker = await RunningWorker.StartAsync();

    public ValueTask DisposeAsync() => Worker.DisposeAsync();
}
