namespace Purchases.Tests.Scenarios.Dashboard;

/// <summary>A Local for all tests of a class.</summary>
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

/// <summary>Tests that share a Local, each with a window of its own. They tell their purchases apart by the user.</summary>
public abstract class SharedDashboard(SharedLocal shared) : IClassFixture<SharedLocal>, IAsyncLifetime
{
    private protected RunningLocal Local => shared.Local;

    private protected DashboardPage Page { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        if (Browser.WhySkipped is null) Page = await DashboardPage.OpenLiveAsync(Local.Url);
    }

    public async ValueTask DisposeAsync()
    {
        if (Page is not null) await Page.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
