using Microsoft.AspNetCore.Http;

namespace Purchases.Functions.Kafka;

/// <summary>
/// KAFKA_DELIVERY=binding: hands events to the output binding.
/// Delivery: 202 means that the binding took the event, not that the broker has it.
/// </summary>
internal sealed class BindingPublisher : IEventPublisher
{
    public Task<PublishOutput> PublishAsync(IReadOnlyList<TopicMessage> messages, IResult accepted) =>
        Task.FromResult(new PublishOutput { Response = accepted, Events = [.. messages.Select(MessageEnvelope.Of)] });
}
