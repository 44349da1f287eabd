namespace Purchases.Tests.Scenarios.Dashboard;

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
