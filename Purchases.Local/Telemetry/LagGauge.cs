using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Purchases.Core;
using Purchases.Core.Telemetry;
using Purchases.Local.Runtime;

namespace Purchases.Local.Telemetry;

/// <summary>The lag of each function that a topic triggers here, read when somebody collects it.</summary>
internal sealed class LagGauge(IMeterFactory meters, FunctionCatalog catalog, SettingExpressions settings, ConsumerProgress progress)
    : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        meters.Create(PurchaseTelemetry.Name).CreateObservableGauge(
            "purchases.lag", Observe, "{event}", "Events on the topic that the consumer group has yet to take.");
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private IEnumerable<Measurement<long>> Observe() =>
        from function in catalog.Functions
        let trigger = function.Kafka
        where trigger is not null
        from measurement in Measure(settings.Resolve(trigger.Topic), settings.Resolve(trigger.ConsumerGroup ?? "$Default"))
        select measurement;

    private IEnumerable<Measurement<long>> Measure(string topic, string consumerGroup)
    {
        try
        {
            return [new(progress.Of(topic, consumerGroup).Lag, new("messaging.destination.name", topic),
                new("messaging.consumer.group.name", consumerGroup))];
        }
        catch (UnavailableException)
        {
            // Unknown for now. Whoever needs the log says what is wrong with it.
            return [];
        }
    }
}
