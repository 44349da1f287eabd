using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Purchases.Core;
using Purchases.Local.Embedded;

namespace Purchases.Local.Runtime;

/// <summary>Starts and stops a listener for each Kafka-triggered function.</summary>
internal sealed class KafkaTriggers : IHostedService, IDisposable
{
    private readonly List<KafkaTriggerListener> _listeners;

    public KafkaTriggers(FunctionCatalog catalog, Topics topics, SettingExpressions settings, IServiceProvider services)
    {
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
        _listeners.Find(listener => listener.Trouble is not null) is { } listener
            ? Task.FromException(new UnavailableException($"nothing is consumed: {listener.Trouble}"))
            : Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(_listeners.Select(listener => listener.StartAsync(cancellationToken)));

    public Task StopAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(_listeners.Select(listener => listener.StopAsync(cancellationToken)));

    public void Dispose() => _listeners.ForEach(listener => listener.Dispose());
}
