using Purchases.Core;

namespace Purchases.Functions.Kafka.Confirmed;

/// <summary>The topic can be published to: the last delivery worked, and a broker answers.</summary>
internal sealed class TopicReadiness(SupervisedProducer producer)
{
    // Below what a readiness check may take.
    private static readonly TimeSpan AskTimeout = Limits.ReadinessTimeout - TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private Task? _asked;

    public Task CheckAsync(CancellationToken cancellationToken)
    {
        // An app that isn't ready gets no calls, so no delivery would show that it works again. So a failed delivery counts for as long as
        // one may take; after that a broker is asked.
        return producer.Outage.Current() is { } outage && outage.Age < Limits.DeliveryTimeout
            ? Task.FromException(new UnavailableException(outage.Reason))
            : AskAsync().WaitAsync(cancellationToken);
    }

    // However many ask, one thread waits for the broker.
    private Task AskAsync()
    {
        lock (_gate) return _asked = _asked is { IsCompleted: false } ? _asked : Task.Run(Ask);
    }

    private void Ask()
    {
        if (producer.AskBroker(AskTimeout) is not { } error) return;
        throw new UnavailableException(
            DeliveryFailure.Refusal(error, producer.Topic)?.Reason ??
            $"No broker of KAFKA_BOOTSTRAP_SERVERS answers for it{DeliveryFailure.Because(producer.Cause)}.");
    }
}
