using Confluent.Kafka;
using Microsoft.AspNetCore.Http;
using Purchases.Core.Http;

namespace Purchases.Functions.Kafka.Confirmed;

/// <summary>
/// KAFKA_DELIVERY=confirmed: hands events to the worker's own producer.
/// Delivery: 202 means that all in-sync replicas have the event.
/// </summary>
internal sealed class ConfirmedPublisher(SupervisedProducer producer) : IEventPublisher
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
        try
        {
            await producer.SendAsync(message);
            producer.Outage.Succeeded();
            return null;
        }
        catch (KafkaException e)
        {
            var failure = DeliveryFailure.Of(e.Error, producer.Cause, producer.Topic);
            if (!failure.IsTheEvents) producer.Outage.Failed(failure.Reason);
            return failure;
        }
    }
}
