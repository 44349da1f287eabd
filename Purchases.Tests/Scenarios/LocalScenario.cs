namespace Purchases.Tests.Scenarios;

/// <summary>Each test has a Local of its own, with a data directory of its own.</summary>
public abstract class LocalScenario : IAsyncLifetime
{
    private protected readonly TestFolder _folder = new();
    private protected RunningLocal _local = null!;

    public async ValueTask InitializeAsync() => _local = await StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _local.DisposeAsync();
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected virtual Task<RunningLocal> StartAsync() => RunningLocal.StartAsync(_folder);
}
