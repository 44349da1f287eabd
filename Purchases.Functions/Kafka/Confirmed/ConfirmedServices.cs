using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Purchases.Core;
using Purchases.Core.Http;
using Purchases.Functions.Startup;

namespace Purchases.Functions.Kafka.Confirmed;

internal static class ConfirmedServices
{
    /// <summary>A producer of the worker's own, where KAFKA_DELIVERY says so and a function that runs publishes.</summary>
    /// <exception cref="SettingsException">A setting that it needs is malformed.</exception>
    public static IServiceCollection AddConfirmedDelivery(this IServiceCollection services, IConfiguration configuration)
    {
        if (!new EnabledFunctions(configuration).Publish || !KafkaDelivery.IsConfirmed(configuration)) return services;

        services.AddSingleton(provider => new SupervisedProducer(
            ProducerSettings.Read(configuration),
            configuration["KAFKA_TOPIC"]!,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<SupervisedProducer>>()));
        services.AddHostedService<ProducerLifetime>();
        services.AddSingleton<IEventPublisher, ConfirmedPublisher>();
        services.AddSingleton<TopicReadiness>();
        return services.AddReadiness<TopicReadiness>(
            $"topic {configuration["KAFKA_TOPIC"]}", (topic, cancellationToken) => topic.CheckAsync(cancellationToken));
    }
}
