using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Purchases.Core;
using Purchases.Core.Http;
using Purchases.Functions.Startup;

namespace Purchases.Functions.Kafka.Confirmed;

internal static class DeliveryServices
{
    /// <summary>
    /// Where a function that runs publishes: readiness of the topic and, with KAFKA_DELIVERY=confirmed, the producer that takes the output
    /// binding's place. With the binding a producer of the worker's own only asks for the topic, from the first readiness check on.
    /// </summary>
    /// <exception cref="SettingsException">A setting that it needs is malformed.</exception>
    public static IServiceCollection AddDelivery(this IServiceCollection services, IConfiguration configuration)
    {
        if (!new EnabledFunctions(configuration).Publish) return services;

        services.AddSingleton(provider => new SupervisedProducer(
            ProducerSettings.Read(configuration),
            configuration["KAFKA_TOPIC"]!,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<SupervisedProducer>>()));
        services.AddSingleton<TopicReadiness>();
        services.AddReadiness<TopicReadiness>(
            $"topic {configuration["KAFKA_TOPIC"]}", (topic, cancellationToken) => topic.CheckAsync(cancellationToken));
        if (!KafkaDelivery.IsConfirmed(configuration)) return services;

        services.AddHostedService<ProducerLifetime>();
        return services.AddSingleton<IEventPublisher, ConfirmedPublisher>();
    }

    /// <summary>
    /// Connects when the process starts. When it stops, sends what is queued, after the web server has ended: nobody brings more then.
    /// </summary>
    private sealed class ProducerLifetime(SupervisedProducer producer) : IHostedLifecycleService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            producer.Connect();
            return Task.CompletedTask;
        }

        public Task StoppedAsync(CancellationToken cancellationToken) => producer.StopAsync(cancellationToken);

        public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
