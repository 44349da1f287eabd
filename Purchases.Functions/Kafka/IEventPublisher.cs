using Microsoft.AspNetCore.Http;

namespace Purchases.Functions.Kafka;

/// <summary>How events get on the topic, and so what the answer to their caller promises. KAFKA_DELIVERY chooses.</summary>
public interface IEventPublisher
{
    /// <summary>What the function returns for these events.</summary>
    /// <param name="messages">In the order in which they are to stand on the topic, if they share a key.</param>
    /// <param name="accepted">The answer when they are taken.</param>
    Task<PublishOutput> PublishAsync(IReadOnlyList<TopicMessage> messages, IResult accepted);
}
