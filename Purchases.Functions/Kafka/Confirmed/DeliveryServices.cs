using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Purchases.Core.Http;
using Purchases.Functions.Startup;

namespace Purchases.Functions.Kafka.Confirmed;

internal static class DeliveryServices
{
    /// <summary>
    /// If an enabled function publishes: the readiness of the topic and, with KAFKA_DELIVERY=confirmed, the producer that replaces the
    /// output binding. With the binding, the worker's producer only requests the topic's metadata, from the first readiness check on.
    /// </summary>
    /// <exception cref="SettingsException">A required setting is malformed.</exception>
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
        if (!KafkaSettings.IsConfirmed(configuration)) return services;

        services.AddHostedService<ProducerLifetime>();
        return services.AddSingleton<IEventPublisher, ConfirmedPublisher>();
    }

    /// <summary>Connects at start. At the end, sends the queued events, after the web server has stopped accepting more.</summary>
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

/// <summary>Checks that events can be published to the topic.</summary>
internal sealed class TopicReadiness(SupervisedProducer producer)
{
    // Shorter than the time-out of a readiness check.
    private static readonly TimeSpan AskTimeout = Limits.ReadinessTimeout - TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private Task? _asked;

    /// <summary>However many callers there are, one thread waits for the broker.</summary>
    /// <exception cref="UnavailableException">Events can't be published to the topic.</exception>
    public Task CheckAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_asked is not { IsCompleted: false }) _asked = Task.Run(Ask, CancellationToken.None);
            return _asked.WaitAsync(cancellationToken);
        }
    }

    private void Ask()
    {
        if (producer.WhyNotReady(AskTimeout) is { } reason) throw new UnavailableException(reason);
    }
}
