using Microsoft.AspNetCore.Http;
using Purchases.Core;
using Purchases.Core.Http;

namespace Purchases.Functions.Kafka.Confirmed;

/// <summary>
/// KAFKA_DELIVERY=confirmed: hands events to the worker's own producer.
/// Delivery: 202 means that all in-sync replicas have the event.
/// </summary>
internal sealed class ConfirmedPublisher(SupervisedProducer producer, TimeProvider time) : IEventPublisher
{
    public async Task<PublishOutput> PublishAsync(IReadOnlyList<TopicMessage> messages, IResult accepted)
    {
        // All are on their way, in their order, before the first one is waited for.
        var failures = await Task.WhenAll(messages.Select(DeliverAsync));
        var failure = Array.Find(failures, failure => failure is not null);
        return new() { Response = failure is null ? accepted : Problem.Unavailable(failure.Detail) };
    }

    private async Task<DeliveryFailure?> DeliverAsync(TopicMessage message)
    {
        DeliveryFailure? failure;
        try
        {
            failure = await producer.SendAsync(message).WaitAsync(Limits.DeliveryTimeout, time);
        }
        catch (TimeoutException)
        {
            // The event stays with the producer, which goes on sending it. To call it back is impossible, and to give it up early would
            // break the order of the others (ProducerSettings).
            failure = DeliveryFailure.NotInTime(producer.Cause);
        }

        if (failure is null) producer.Outage.Succeeded();
        else producer.Failed(failure);
        return failure;
    }
}
