using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Purchases.Functions.Kafka;

/// <summary>The answer, and what the output binding puts on the topic; null there means nothing.</summary>
public sealed class PublishOutput
{
    [HttpResult]
    public required IResult Response { get; init; }

    // An array of one: a single string is parsed as JSON on its way through the host, which rewrites numbers and dates.
    // EnableIdempotence: off. The binding keeps its producer for the life of the process, and an idempotent one that meets a fatal
    // error never sends again. What is lost with it is order on a retried send, which sorting by time gives anyway (ADR 3).
    // MessageTimeoutMs: the longest there is, 24 days. The default drops what was accepted in an outage of more than 5 minutes.
    // MaxMessageBytes: also what a batch may have, which must fit the topic's limit.
    [KafkaOutput(
        "KAFKA_BOOTSTRAP_SERVERS",
        "%KAFKA_TOPIC%",
        EnableIdempotence = false,
        MessageTimeoutMs = int.MaxValue,
        MaxMessageBytes = TopicMessage.BatchBytesMax)]
    public string[]? Events { get; init; }
}
