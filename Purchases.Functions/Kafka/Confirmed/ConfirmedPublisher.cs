using Microsoft.AspNetCore.Http;
using Purchases.Core.Http;

namespace Purchases.Functions.Kafka.Confirmed;

/// <summary>KAFKA_DELIVERY=confirmed. Delivery: 202 means that all in-sync replicas have the event.</summary>
internal sealed class ConfirmedPublisher(SupervisedProducer producer, TimeProvider time) : IEventPublisher
{
    public async Task<PublishOutput> PublishAsync(IReadOnlyList<TopicMessage> messages, IResult accepted)
    {
        // All are handed to the producer, in order, before the first delivery is awaited.
        var failures = (await Task.WhenAll(messages.Select(DeliverAsync))).OfType<DeliveryFailure>().ToList();
        return new() { Response = failures.Count == 0 ? accepted : Problem.Unavailable(DeliveryFailure.Detail(failures)) };
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
            // The producer continues to send the event: it can't be withdrawn, and giving it up early would reorder the other events
            // (ProducerSettings).
            failure = DeliveryFailure.NotInTime(producer.Cause);
        }

        if (failure is null) producer.Outage.Succeeded();
        else producer.Failed(failure);
        return failure;
    }
}
