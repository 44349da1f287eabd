using Confluent.Kafka;
using Purchases.Functions.Kafka.Confirmed;

namespace Purchases.Tests.Kafka.Confirmed;

/// <summary>What is said of each of librdkafka's errors.</summary>
public sealed class DeliveryFailureTests
{
    private static readonly ErrorCode[] All = Enum.GetValues<ErrorCode>();

    // One failed connection is all that a listener with another protocol shows, and all that most outages of a broker show.
    [Fact]
    public void A_failed_connection_suggests_all_that_can_be_wrong()
    {
        const string Words =
            "(a connection to a broker failed: the broker may be down, or KAFKA_BOOTSTRAP_SERVERS or KAFKA_SECURITY_PROTOCOL may be wrong";
        var cause = new Error(ErrorCode.Local_Transport);

        Assert.Contains($"{Words})", DeliveryFailure.Of(cause, null, "t", true).Reason, StringComparison.Ordinal);
        Assert.Contains(
            $"{Words}; or fewer replicas may be in sync than the topic's min.insync.replicas)",
            DeliveryFailure.NotInTime(cause).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_when_all_brokers_are_down_no_broker_can_be_reached() => Assert.Equal(
        [ErrorCode.Local_AllBrokersDown],
        All.Where(code => DeliveryFailure.Because(new(code)).Contains("no broker", StringComparison.OrdinalIgnoreCase)));

    [Fact]
    public void A_timeout_without_a_failed_connection_suggests_too_few_replicas_in_sync() => Assert.Contains(
        "(no connection has failed; fewer replicas may be in sync than the topic's min.insync.replicas)",
        DeliveryFailure.NotInTime(cause: null).Reason, StringComparison.Ordinal);

    // A page of replays has several events in one call.
    [Theory]
    [InlineData(ErrorCode.TopicAuthorizationFailed, ErrorCode.TopicAuthorizationFailed, false)]
    [InlineData(ErrorCode.InvalidRecord, ErrorCode.Local_QueueFull, false)]
    [InlineData(ErrorCode.Local_QueueFull, ErrorCode.Local_QueueFull, false)]
    [InlineData(ErrorCode.Local_QueueFull, ErrorCode.Local_MsgTimedOut, true)]
    [InlineData(ErrorCode.InvalidRecord, ErrorCode.Local_MsgTimedOut, true)]
    [InlineData(ErrorCode.InvalidRecord, ErrorCode.UnknownTopicOrPart, true)]
    public void The_first_failure_is_named_and_an_event_of_any_failure_may_still_arrive(ErrorCode first, ErrorCode second, bool mayArrive)
    {
        var failures = new[] { first, second }.Select(code => DeliveryFailure.Of(new(code), null, "t", isTopicKnown: true)).ToList();
        var detail = DeliveryFailure.Detail(failures);

        Assert.StartsWith(failures[0].Reason, detail, StringComparison.Ordinal);
        Assert.Equal(mayArrive, detail.Contains("The event may still arrive", StringComparison.Ordinal));
        Assert.Equal(
            !mayArrive && first == ErrorCode.Local_QueueFull,
            detail.EndsWith(" The event was not sent. Repeat the call.", StringComparison.Ordinal));
    }

    // librdkafka gives the calls in flight various errors of their own.
    [Fact]
    public void After_a_fatal_error_every_call_is_told_the_same()
    {
        var fatal = new Error(ErrorCode.OutOfOrderSequenceNumber, "fatal", isFatal: true);
        var own = All.Where(code => DeliveryFailure.Refusal(new(code), "t", true) is null).ToList();

        Assert.Contains(ErrorCode.Local_MsgTimedOut, own);
        Assert.StartsWith(
            "The Kafka producer failed and is being replaced. ",
            Assert.Single(own.Select(code => DeliveryFailure.Detail([DeliveryFailure.Of(new(code), fatal, "t", true)])).Distinct()),
            StringComparison.Ordinal);
    }
}
