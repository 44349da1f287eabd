using Confluent.Kafka;
using Purchases.Core;

namespace Purchases.Functions.Kafka.Confirmed;

/// <summary>Why an event was not confirmed.</summary>
/// <param name="Reason">What was wrong and what to do, in sentences. Names settings, never a host or a secret.</param>
internal sealed record DeliveryFailure(string Reason, FailureKind Kind)
{
    /// <summary>What a fatal error means for calls.</summary>
    public const string Replaced = "The Kafka producer failed and is being replaced";

    // A buy without a key is another purchase each time; a replay has its eventId already.
    private const string WhatNow =
        "The event may still arrive; repeating the call is safe with the same Idempotency-Key (a replay needs none).";

    /// <summary>What to tell the caller.</summary>
    public string Detail => Kind is FailureKind.Passing or FailureKind.TopicUnknownForNow ? $"{Reason} {WhatNow}" : Reason;

    /// <param name="error">The delivery's own error.</param>
    /// <param name="cause">What the producer last said of itself or of its connections; null when all is well.</param>
    /// <param name="isTopicKnown">Whether the topic has been seen since the process started.</param>
    public static DeliveryFailure Of(Error error, Error? cause, string topic, bool isTopicKnown) =>
        Refusal(error, topic, isTopicKnown) ??
        (cause is { IsFatal: true } ? Refusal(cause, topic, isTopicKnown) : null) ??
        Passing($"{Words(error, cause)}.");

    /// <summary>The failure of a call that ends before its event is confirmed.</summary>
    public static DeliveryFailure NotInTime(Error? cause)
    {
        var reason = cause is null
            ? " (no connection has failed; fewer replicas may be in sync than the topic's min.insync.replicas)"
            : Because(cause);
        return Passing($"Kafka did not confirm the event within {Limits.DeliveryTimeout.TotalSeconds:0} s{reason}.");
    }

    /// <summary>The failure when a broker rejects the event, or doesn't know the topic; null for all others.</summary>
    public static DeliveryFailure? Refusal(Error error, string topic, bool isTopicKnown) => error.Code switch
    {
        // A broker that has just started knows no topic until its controller has told it of them.
        ErrorCode.Local_UnknownTopic or ErrorCode.Local_UnknownPartition or ErrorCode.UnknownTopicOrPart => isTopicKnown
            ? new(
                $"A broker doesn't know topic {topic}, which was there before. A broker that has just started says so for a moment; " +
                "if it persists, create the topic again.",
                FailureKind.TopicUnknownForNow)
            : MustBeFixed($"Kafka has no topic {topic}. Create it, or correct KAFKA_TOPIC."),
        ErrorCode.TopicAuthorizationFailed or ErrorCode.ClusterAuthorizationFailed => MustBeFixed(
            $"Kafka does not let this app write to topic {topic}. " +
            "Give the user of KAFKA_USERNAME the right to Write to it and, before Kafka 3.0, IdempotentWrite on the cluster."),

        // Of the whole batch. An event alone is never too large: TopicMessage.BatchBytesMax is far above the largest one.
        ErrorCode.MsgSizeTooLarge or ErrorCode.RecordListTooLarge => MustBeFixed(
            $"Topic {topic} rejects a batch of at most {TopicMessage.BatchBytesMax} bytes as too large. " +
            "Raise its max.message.bytes to 131072."),
        ErrorCode.InvalidRecord or ErrorCode.PolicyViolation => new(
            $"Topic {topic} rejects the event by a rule of its own ({error.Code}).", FailureKind.OfTheEvent),
        _ => null,
    };

    /// <summary>What keeps the producer from its brokers, in brackets; empty when nothing is known to.</summary>
    public static string Because(Error? cause) => cause?.Code switch
    {
        null => "",
        ErrorCode.Local_Authentication or ErrorCode.SaslAuthenticationFailed =>
            " (the login was rejected: check KAFKA_USERNAME, KAFKA_PASSWORD and KAFKA_SASL_MECHANISM)",
        ErrorCode.Local_Ssl => " (TLS failed: check KAFKA_SECURITY_PROTOCOL and KAFKA_CA_LOCATION)",
        ErrorCode.Local_Resolve => " (a host name is unknown: check KAFKA_BOOTSTRAP_SERVERS)",
        ErrorCode.Local_AllBrokersDown =>
            " (no broker can be reached: check KAFKA_BOOTSTRAP_SERVERS and KAFKA_SECURITY_PROTOCOL)",

        // One connection's error. It is also all that a listener with another protocol shows.
        ErrorCode.Local_Transport => " (a connection to a broker failed; if that persists, check KAFKA_SECURITY_PROTOCOL)",
        _ => $" ({cause.Code})",
    };

    private static DeliveryFailure MustBeFixed(string reason) => new(reason, FailureKind.MustBeFixed);

    private static DeliveryFailure Passing(string reason) => new(reason, FailureKind.Passing);

    private static string Words(Error error, Error? cause) => error.Code switch
    {
        // The calls under way get the fatal error itself, or what became of their events because of it.
        _ when cause is { IsFatal: true } => Replaced,
        ErrorCode.OutOfOrderSequenceNumber or ErrorCode.UnknownProducerId or ErrorCode.InvalidProducerEpoch or
            ErrorCode.Local_PurgeQueue or ErrorCode.Local_PurgeInflight or ErrorCode.Local_Fatal or ErrorCode.Local_State => Replaced,
        ErrorCode.Local_QueueFull => $"Too many events wait for Kafka to confirm them{Because(cause)}",
        _ => $"Kafka did not confirm the event{Because(error)}",
    };
}

/// <summary>What ends a failure.</summary>
internal enum FailureKind
{
    /// <summary>Nothing: the event itself is at fault. Others may well be delivered.</summary>
    OfTheEvent,

    /// <summary>It passes by itself. The event may have arrived.</summary>
    Passing,

    /// <summary>The same, and a broker says when.</summary>
    TopicUnknownForNow,

    /// <summary>Somebody must correct a setting, a right or the topic.</summary>
    MustBeFixed,
}
