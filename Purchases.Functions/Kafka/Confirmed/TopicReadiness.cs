using Purchases.Core;

namespace Purchases.Functions.Kafka.Confirmed;

/// <summary>The topic can be published to.</summary>
internal sealed class TopicReadiness(SupervisedProducer producer)
{
    // Below what a readiness check may take.
    private static readonly TimeSpan AskTimeout = Limits.ReadinessTimeout - TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private Task? _asked;

    /// <summary>However many ask, one thread waits for the broker.</summary>
    /// <exception cref="UnavailableException">It can't be published to.</exception>
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
