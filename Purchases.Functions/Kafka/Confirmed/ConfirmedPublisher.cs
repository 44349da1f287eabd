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
        var failure = await producer.DeliverAsync(messages);
        return new() { Response = failure is null ? accepted : Problem.Unavailable(failure.Detail) };
    }
}
