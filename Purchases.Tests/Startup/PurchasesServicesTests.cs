using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using Purchases.Core;
using Purchases.Core.Http;
using Purchases.Core.Recording;
using Purchases.Functions.Startup;
using Purchases.Local.Embedded;

namespace Purchases.Tests.Startup;

public sealed class PurchasesServicesTests : FolderTests
{
    private static readonly string[] Web = ["Buy", "GetAllBoughtItems", "Health"];

    [Fact]
    public void The_whole_app_serves_its_list_from_the_store_and_is_ready_with_it()
    {
        using var services = Services([], ("API_SERVER_URL", null));

        Assert.IsType<PurchaseLists>(services.GetRequiredService<IBoughtItems>());
        Assert.Equal(["recorder", "store"], Checked(services));
        Assert.NotNull(services.GetRequiredService<Recorder>());
    }

    [Fact]
    public void The_web_role_needs_no_store()
    {
        using var services = Services(Web, ("API_SERVER_URL", "http://localhost:8000"));

        Assert.IsType<ApiServer>(services.GetRequiredService<IBoughtItems>());
        Assert.Empty(Checked(services));
    }

    [Fact]
    public void A_disabled_function_makes_nothing_unready()
    {
        using var services = Services(["RecordPurchases", "Health"], ("AzureWebJobs.RecordPurchases.Disabled", "true"));

        Assert.Empty(Checked(services));
    }

    [Fact]
    public void A_malformed_url_stops_an_app_that_needs_it() =>
        Assert.Throws<SettingsException>(() => Services(Web, ("API_SERVER_URL", "not a url")));

    private static IEnumerable<string> Checked(IServiceProvider services) =>
        services.GetRequiredService<IOptions<HealthCheckServiceOptions>>().Value.Registrations.Select(check => check.Name);

    private ServiceProvider Services(string[] functions, params (string Name, string? Value)[] settings)
    {
        var configuration = Settings.Of([.. Settings.Functions(functions), .. settings]);
        return new ServiceCollection()
            .AddLogging()
            .AddPurchases(configuration)
            .AddSingleton(new DataDirectory(_folder.File("data")))
            .AddSingleton<StoreFile>()
            .AddStore<SqlitePurchaseStore, SqliteRejectedEventStore, StoreFile>(
                configuration, (file, cancellationToken) => file.CheckAsync(cancellationToken))
            .BuildServiceProvider();
    }
}
