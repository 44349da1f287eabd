using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Purchases.Core.Http;
using Purchases.Core.Json;
using Purchases.Core.Recording;
using Purchases.Core.Telemetry;
using Purchases.Functions.Kafka;

namespace Purchases.Functions.Startup;

/// <summary>The services of the functions on every host. A host adds its store.</summary>
public static class PurchasesServices
{
    /// <exception cref="SettingsException">A setting that an enabled function requires is malformed.</exception>
    public static IServiceCollection AddPurchases(this IServiceCollection services, IConfiguration configuration)
    {
        var enabled = new EnabledFunctions(configuration);
        services.AddSingleton(enabled);
        services.TryAddSingleton(TimeProvider.System);
        services.Configure<JsonOptions>(options => PurchaseJson.Configure(options.SerializerOptions));
        services.AddMetrics();
        services.AddHealthChecks();

        // It would log each failed check at every probe, but what fails is logged already.
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

    /// <summary>Adds a host's store. Its readiness is checked only if an enabled function needs the store.</summary>
    /// <param name="check">Throws <see cref="UnavailableException"/> if the store isn't ready.</param>
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

    // The store may be readable but not writable.
    private static Task CheckAsync(Recorder recorder) =>
        recorder.IsHeldUp ? throw new UnavailableException("recording fails; the log says why") : Task.CompletedTask;
}
