using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Purchases.Functions.Kafka;

/// <summary>The answer, and what goes on the topic; null there means nothing does.</summary>
public sealed class PublishOutput
{
    [HttpResult]
    public required IResult Response { get; init; }

    // An array of one: a single string is parsed as JSON on its way through the host, which rewrites numbers and dates.
    // EnableIdempotence: without it a retried send can reorder a user's events or write one twice.
    // MessageTimeoutMs: how long the producer keeps trying while the broker is away, 5 minutes as is the default.
    // MaxMessageBytes: far above the largest event; the default.
    [KafkaOutput(
        "KAFKA_BOOTSTRAP_SERVERS",
        "%KAFKA_TOPIC%",
        EnableIdempotence = true,
        MessageTimeoutMs = 300_000,
        MaxMessageBytes = 1_000_000)]
    public string[]? Events { get; init; }
}
