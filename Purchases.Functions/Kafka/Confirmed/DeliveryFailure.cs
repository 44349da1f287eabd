using Confluent.Kafka;

namespace Purchases.Functions.Kafka.Confirmed;

/// <summary>Why an event was not confirmed.</summary>
/// <param name="Reason">What was wrong and what to do, in sentences. They contain names of settings, but no host and no secret.</param>
internal sealed record DeliveryFailure(string Reason, FailureKind Kind)
{
    /// <summary>What callers are told after a fatal error.</summary>
    public const string Replaced = "The Kafka producer failed and is being replaced";

    // The error of one connection, and the only sign of a listener with another security protocol.
    private const string FailedConnection =
        "a connection to a broker failed: the broker may be down, or KAFKA_BOOTSTRAP_SERVERS or KAFKA_SECURITY_PROTOCOL may be wrong";

    // Each buy without a key is a new purchase; a replay has an eventId already.
    private const string WhatNow =
        "The event may still arrive; repeating the call is safe with the same Idempotency-Key (a replay needs none).";

    /// <summary>The detail for the caller: the reason of the first failure, and whether any of the events may still arrive.</summary>
    public static string Detail(IReadOnlyList<DeliveryFailure> failures) =>
        failures.Any(one => one.Kind is FailureKind.Passing or FailureKind.TopicUnknownForNow) ? $"{failures[0].Reason} {WhatNow}"
        : failures[0].Kind == FailureKind.NotSent ? $"{failures[0].Reason} The event was not sent. Repeat the call."
        : failures[0].Reason;

    /// <param name="error">The delivery's own error.</param>
    /// <param name="cause">The producer's last error; null if there is none.</param>
    /// <param name="isTopicKnown">Whether the topic has been seen since the process started.</param>
    public static DeliveryFailure Of(Error error, Error? cause, string topic, bool isTopicKnown) =>
        Refusal(error, topic, isTopicKnown) ??
        (cause is { IsFatal: true } ? Refusal(cause, topic, isTopicKnown) : null) ??
        new($"{Words(error, cause)}.", IsQueueFull(error, cause) ? FailureKind.NotSent : FailureKind.Passing);

    /// <summary>The failure of a call whose event isn't confirmed in time.</summary>
    public static DeliveryFailure NotInTime(Error? cause)
    {
        // If a broker is down, its replicas aren't in sync.
        const string Replicas = "fewer replicas may be in sync than the topic's min.insync.replicas";
        var reason = cause?.Code switch
        {
            null => $" (no connection has failed; {Replicas})",
            ErrorCode.Local_Transport => $" ({FailedConnection}; or {Replicas})",
            _ => Because(cause),
        };
        return new($"Kafka did not confirm the event within {Limits.DeliveryTimeout.TotalSeconds:0} s{reason}.", FailureKind.Passing);
    }

    /// <summary>The failure if a broker rejects the event or doesn't know the topic; null for other errors.</summary>
    public static DeliveryFailure? Refusal(Error error, string topic, bool isTopicKnown) => error.Code switch
    {
        // A broker that has just started knows no topic until the controller has sent it the metadata.
        ErrorCode.Local_UnknownTopic or ErrorCode.Local_UnknownPartition or ErrorCode.UnknownTopicOrPart => isTopicKnown
            ? new(
                $"A broker doesn't know topic {topic}, which existed before. A broker that has just started reports this for a moment; " +
                "if it persists, create the topic again.",
                FailureKind.TopicUnknownForNow)
            : MustBeFixed($"Kafka has no topic {topic}. Create it, or correct KAFKA_TOPIC."),
        ErrorCode.TopicAuthorizationFailed or ErrorCode.ClusterAuthorizationFailed => MustBeFixed(
            $"Kafka does not allow this app to write to topic {topic}. " +
            "Give the user of KAFKA_USERNAME the right to Write to it and, before Kafka 3.0, IdempotentWrite on the cluster."),

        // The batch is too large. A single event never is: TopicMessage.BatchBytesMax is far above the largest event.
        ErrorCode.MsgSizeTooLarge or ErrorCode.RecordListTooLarge => MustBeFixed(
            $"Topic {topic} rejects a batch of at most {TopicMessage.BatchBytesMax} bytes as too large. " +
            "Raise its max.message.bytes to 131072."),
        ErrorCode.InvalidRecord or ErrorCode.PolicyViolation => new(
            $"Topic {topic} rejects the event by a rule of its own ({error.Code}).", FailureKind.OfTheEvent),
        _ => null,
    };

    /// <summary>Why the producer can't reach its brokers, in brackets; empty if that isn't known.</summary>
    public static string Because(Error? cause) => cause?.Code switch
    {
        null => "",
        ErrorCode.Local_Authentication or ErrorCode.SaslAuthenticationFailed =>
            " (the login was rejected: check KAFKA_USERNAME, KAFKA_PASSWORD and KAFKA_SASL_MECHANISM)",
        ErrorCode.Local_Ssl => " (TLS failed: check KAFKA_SECURITY_PROTOCOL and KAFKA_CA_LOCATION)",
        ErrorCode.Local_Resolve => " (a host name is unknown: check KAFKA_BOOTSTRAP_SERVERS)",
        ErrorCode.Local_AllBrokersDown =>
            " (no broker can be reached: check KAFKA_BOOTSTRAP_SERVERS and KAFKA_SECURITY_PROTOCOL)",

        ErrorCode.Local_Transport => $" ({FailedConnection})",
        _ => $" ({cause.Code})",
    };

    private static DeliveryFailure MustBeFixed(string reason) => new(reason, FailureKind.MustBeFixed);

    private static bool IsQueueFull(Error error, Error? cause) => error.Code == ErrorCode.Local_QueueFull && cause is not { IsFatal: true };

    private static string Words(Error error, Error? cause) => error.Code switch
    {
        // The calls in flight get either the fatal error or one of its consequences.
        _ when cause is { IsFatal: true } => Replaced,
        ErrorCode.OutOfOrderSequenceNumber or ErrorCode.UnknownProducerId or ErrorCode.InvalidProducerEpoch or
            ErrorCode.Local_PurgeQueue or ErrorCode.Local_PurgeInflight or ErrorCode.Local_Fatal or ErrorCode.Local_State => Replaced,
        ErrorCode.Local_QueueFull => $"Too many events are waiting for Kafka to confirm them{Because(cause)}",
        _ => $"Kafka did not confirm the event{Because(error)}",
    };
}

/// <summary>How a failure ends.</summary>
internal enum FailureKind
{
    /// <summary>It doesn't: the event itself is rejected. Other events can be delivered.</summary>
    OfTheEvent,

    /// <summary>By itself. The event may have arrived.</summary>
    Passing,

    /// <summary>By itself. The event was not sent.</summary>
    NotSent,

    /// <summary>By itself, as soon as the broker knows the topic. The event may have arrived.</summary>
    TopicUnknownForNow,

    /// <summary>When somebody has corrected a setting, a permission or the topic.</summary>
    MustBeFixed,
}
