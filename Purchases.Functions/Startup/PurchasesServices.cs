using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Purchases.Core;
using Purchases.Core.Http;
using Purchases.Core.Json;
using Purchases.Core.Recording;
using Purchases.Core.Telemetry;
using Purchases.Functions.Kafka;

namespace Purchases.Functions.Startup;

/// <summary>What the functions need, for every host alike. A host adds only its store.</summary>
public static class PurchasesServices
{
    /// <exception cref="SettingsException">A setting that an enabled function needs is malformed.</exception>
    public static IServiceCollection AddPurchases(this IServiceCollection services, IConfiguration configuration)
    {
        var enabled = new EnabledFunctions(configuration);
        services.AddSingleton(enabled);
        services.TryAddSingleton(TimeProvider.System);
        services.Configure<JsonOptions>(options => PurchaseJson.Configure(options.SerializerOptions));
        services.AddMetrics();
        services.AddHealthChecks();

        // Its line for each check that fails, at every probe: what fails has logged that already.
        services.AddLogging(logging => logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None));
        services.AddSingleton(new Messaging("kafka", configuration["KAFKA_TOPIC"] ?? "", configuration["KAFKA_GROUP_ID"]));
        services.AddSingleton<PurchaseTelemetry>();
        services.AddSingleton<Recorder>();
        services.AddSingleton<Arrivals>();
        services.AddSingleton<RecordedPurchases>();
        services.AddSingleton<PurchaseLists>();
        services.AddSingleton<RejectedEvents>();
        services.AddSingleton<Replays>();
        services.AddSingleton<IEventPublisher, BindingPublisher>();

        var apiServer = enabled.NeedApiServerOrStore ? ApiServerSettings.Read(configuration) : null;
        if (apiServer is null)
            services.AddSingleton<IBoughtItems>(provider => provider.GetRequiredService<PurchaseLists>());
        else
            services.AddSingleton<IBoughtItems>(provider => apiServer.Connect(provider.GetRequiredService<TimeProvider>()));

        if (enabled.Consume) services.AddReadiness<Recorder>("recorder", (recorder, _) => CheckAsync(recorder));
        return services;
    }

    /// <summary>A host's store. Only an app that needs it waits until it is ready.</summary>
    /// <param name="check">Throws <see cref="UnavailableException"/> when it isn't.</param>
    public static IServiceCollection AddStore<TPurchases, TRejectedEvents, TReadiness>(
        this IServiceCollection services,
        IConfiguration configuration,
        Func<TReadiness, CancellationToken, Task> check)
        where TPurchases : class, IPurchaseStore
        where TRejectedEvents : class, IRejectedEventStore
    {
        services.AddSingleton<IPurchaseStore, TPurchases>();
        services.AddSingleton<IRejectedEventStore, TRejectedEvents>();
        if (new EnabledFunctions(configuration).NeedStore) services.AddReadiness("store", check);
        return services;
    }

    // Reading may work while writing doesn't.
    private static Task CheckAsync(Recorder recorder) =>
        recorder.IsHeldUp ? throw new UnavailableException("recording fails; the log says why") : Task.CompletedTask;
}
