namespace Purchases.Tests.Scenarios;

/// <summary>One Local for all tests of a class, which run one after the other and leave nothing that another of them would see.</summary>
public sealed class SharedLocal : IAsyncLifetime
{
    private readonly TestFolder _folder = new();

    internal RunningLocal Local { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Local = await RunningLocal.StartAsync(_folder);

    public async ValueTask DisposeAsync()
    {
        await Local.DisposeAsync();
        _folder.Dispose();
    }
}
