using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Purchases.Core.Telemetry;
using Purchases.Local.Embedded;

namespace Purchases.Local.Runtime;

/// <summary>Starts and stops a listener for each Kafka-triggered function, and measures its lag.</summary>
internal sealed class KafkaTriggers : IHostedService, IDisposable
{
    private readonly List<KafkaTriggerListener> _listeners;
    private readonly IMeterFactory _meters;

    public KafkaTriggers(
        FunctionCatalog catalog, Topics topics, SettingExpressions settings, IMeterFactory meters, IServiceProvider services)
    {
        _meters = meters;
        _listeners = [.. from function in catalog.Functions
                         let trigger = function.Kafka
                         where trigger is not null
                         select ActivatorUtilities.CreateInstance<KafkaTriggerListener>(
                             services,
                             function,
                             topics.Open(settings.Resolve(trigger.Topic)),
                             settings.Resolve(trigger.ConsumerGroup ?? "$Default"),
                             services.GetRequiredService<HostSettings>().Kafka)];
    }

    public IReadOnlyList<KafkaTriggerListener> Listeners => _listeners;

    public Task CheckAsync() =>
        _listeners.Find(listener => listener.Problem is not null) is { } listener
            ? Task.FromException(new UnavailableException($"nothing is consumed: {listener.Problem}"))
            : Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _meters.Create(PurchaseTelemetry.Name).CreateObservableGauge(
            "purchases.lag", () => _listeners.SelectMany(Lag), "{event}", "Events on the topic that the consumer group hasn't read yet.");
        return Task.WhenAll(_listeners.Select(listener => listener.StartAsync(cancellationToken)));
    }

    public Task StopAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(_listeners.Select(listener => listener.StopAsync(cancellationToken)));

    public void Dispose() => _listeners.ForEach(listener => listener.Dispose());

    private static IEnumerable<Measurement<long>> Lag(KafkaTriggerListener listener)
    {
        try
        {
            return [new(listener.Progress().Lag, new("messaging.destination.name", listener.Topic),
                new("messaging.consumer.group.name", listener.ConsumerGroup))];
        }
        catch (UnavailableException)
        {
            // Unknown for now. The listener reports why.
            return [];
        }
    }
}
