using Confluent.Kafka;
using Purchases.Core;

namespace Purchases.Functions.Kafka.Confirmed;

/// <summary>Why an event was not confirmed.</summary>
/// <param name="Reason">What was wrong and what to do, in sentences. Names settings, never a host or a secret.</param>
/// <param name="IsPassing">Whether the cause may go away by itself; the event may then have arrived.</param>
/// <param name="IsTheEvents">Whether the event itself is at fault; others may well be delivered.</param>
internal sealed record DeliveryFailure(string Reason, bool IsPassing = false, bool IsTheEvents = false)
{
    // A buy without a key is another purchase each time; a replay has its eventId already.
    private const string WhatNow =
        "The event may still arrive; repeating the call is safe with the same Idempotency-Key (a replay needs none).";

    /// <summary>What to tell the caller.</summary>
    public string Detail => IsPassing ? $"{Reason} {WhatNow}" : Reason;

    /// <param name="error">The delivery's own error.</param>
    /// <param name="cause">What the producer last said of itself or of its connections; null when all is well.</param>
    public static DeliveryFailure Of(Error error, Error? cause, string topic) =>
        Refusal(error, topic) ??
        (cause is { IsFatal: true } ? Refusal(cause, topic) : null) ??
        new($"{Passing(error, cause)}.", IsPassing: true);

    /// <summary>The failure when a broker refuses for a reason that somebody must put right; null when it may pass by itself.</summary>
    public static DeliveryFailure? Refusal(Error error, string topic) => error.Code switch
    {
        ErrorCode.Local_UnknownTopic or ErrorCode.Local_UnknownPartition or ErrorCode.UnknownTopicOrPart => new(
            $"Kafka has no topic {topic}. Create it, or put KAFKA_TOPIC right."),
        ErrorCode.TopicAuthorizationFailed or ErrorCode.ClusterAuthorizationFailed => new(
            $"Kafka does not let this app write to topic {topic}. " +
            "Give the user of KAFKA_USERNAME the right to Write to it and, before Kafka 3.0, IdempotentWrite on the cluster."),
        ErrorCode.MsgSizeTooLarge or ErrorCode.RecordListTooLarge => new(
            $"The event is larger than topic {topic} takes. Raise the topic's max.message.bytes.", IsTheEvents: true),
        ErrorCode.InvalidRecord or ErrorCode.PolicyViolation => new(
            $"Topic {topic} refuses the event by a rule of its own ({error.Code}).", IsTheEvents: true),
        _ => null,
    };

    /// <summary>What keeps the producer from its brokers, in brackets; empty when nothing is known to.</summary>
    public static string Because(Error? cause) => cause?.Code switch
    {
        null => "",
        ErrorCode.Local_Authentication or ErrorCode.SaslAuthenticationFailed =>
            " (the login is refused: check KAFKA_USERNAME, KAFKA_PASSWORD and KAFKA_SASL_MECHANISM)",
        ErrorCode.Local_Ssl => " (TLS fails: check KAFKA_SECURITY_PROTOCOL and KAFKA_CA_LOCATION)",
        ErrorCode.Local_Resolve => " (a host's name is unknown: check KAFKA_BOOTSTRAP_SERVERS)",
        ErrorCode.Local_AllBrokersDown or ErrorCode.Local_Transport => " (no broker can be reached)",
        _ => $" ({cause.Code})",
    };

    private static string Passing(Error error, Error? cause) => error.Code switch
    {
        _ when cause is { IsFatal: true } => $"The producer failed for good and is replaced{Because(cause)}",
        ErrorCode.Local_PurgeQueue or ErrorCode.Local_PurgeInflight or ErrorCode.Local_Fatal or ErrorCode.Local_State =>
            "The producer failed for good and is replaced",
        ErrorCode.Local_MsgTimedOut or ErrorCode.Local_TimedOut or ErrorCode.Local_Transport =>
            $"Kafka did not confirm the event within {Limits.DeliveryTimeout.TotalSeconds:0} s{Because(cause)}",
        ErrorCode.Local_QueueFull => $"Too many events wait for Kafka to confirm them{Because(cause)}",
        _ => $"Kafka did not confirm the event{Because(error)}",
    };
}
