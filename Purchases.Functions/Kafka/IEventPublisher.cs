using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Purchases.Functions.Kafka;

/// <summary>Puts events on the topic. KAFKA_DELIVERY selects how, and so what a 202 promises.</summary>
public interface IEventPublisher
{
    /// <summary>Returns the function's output for these events.</summary>
    /// <param name="messages">In the order that those with the same key must have on the topic.</param>
    /// <param name="accepted">The answer if they are accepted.</param>
    Task<PublishOutput> PublishAsync(IReadOnlyList<TopicMessage> messages, IResult accepted);
}

/// <summary>The answer, and what the output binding puts on the topic; null for nothing.</summary>
public sealed class PublishOutput
{
    [HttpResult]
    public required IResult Response { get; init; }

    // An array: the host parses a single string as JSON and rewrites its numbers and dates.
    // EnableIdempotence is off, because the binding never replaces its producer, and an idempotent producer sends nothing more after a
    // fatal error. Without it a retried send may change the order, but lists are sorted by time (ADR 3).
    // MessageTimeoutMs has the maximum, 24 days. With the default, events that were accepted in an outage are dropped after 5 minutes.
    // MaxMessageBytes also limits a batch, which must fit the topic's limit.
    [KafkaOutput(
        "KAFKA_BOOTSTRAP_SERVERS",
        "%KAFKA_TOPIC%",
        EnableIdempotence = false,
        MessageTimeoutMs = int.MaxValue,
        MaxMessageBytes = TopicMessage.BatchBytesMax)]
    public string[]? Events { get; init; }
}
