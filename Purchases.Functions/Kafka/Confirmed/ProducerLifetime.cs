using Microsoft.Extensions.Hosting;

namespace Purchases.Functions.Kafka.Confirmed;

/// <summary>
/// Connects when the process starts. When it stops, sends what is queued, after the web server has ended: nobody brings more then.
/// </summary>
internal sealed class ProducerLifetime(SupervisedProducer producer) : IHostedLifecycleService
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
