using Confluent.Kafka;
using Purchases.Functions.Kafka.Confirmed;

namespace Purchases.Tests.Kafka.Confirmed;

/// <summary>What is said of each of librdkafka's errors.</summary>
public sealed class DeliveryFailureTests
{
    private static readonly ErrorCode[] All = Enum.GetValues<ErrorCode>();

    // One failed connection is all that a listener with another protocol shows, and it doesn't mean that all brokers are down.
    [Fact]
    public void A_failed_connection_suggests_the_security_protocol()
    {
        var cause = new Error(ErrorCode.Local_Transport);
        string[] said = [DeliveryFailure.NotInTime(cause).Detail, DeliveryFailure.Of(cause, null, "t", true).Detail];

        Assert.All(said, detail => Assert.Contains(
            "(a connection to a broker failed; if that persists, check KAFKA_SECURITY_PROTOCOL)", detail, StringComparison.Ordinal));
    }

    [Fact]
    public void Only_when_all_brokers_are_down_no_broker_can_be_reached() => Assert.Equal(
        [ErrorCode.Local_AllBrokersDown],
        All.Where(code => DeliveryFailure.Because(new(code)).Contains("no broker", StringComparison.OrdinalIgnoreCase)));

    [Fact]
    public void A_timeout_without_a_failed_connection_suggests_too_few_replicas_in_sync() => Assert.Contains(
        "(no connection has failed; fewer replicas may be in sync than the topic's min.insync.replicas)",
        DeliveryFailure.NotInTime(cause: null).Detail, StringComparison.Ordinal);

    // librdkafka gives the calls in flight various errors of their own.
    [Fact]
    public void After_a_fatal_error_every_call_is_told_the_same()
    {
        var fatal = new Error(ErrorCode.OutOfOrderSequenceNumber, "fatal", isFatal: true);
        var own = All.Where(code => DeliveryFailure.Refusal(new(code), "t", true) is null).ToList();

        Assert.Contains(ErrorCode.Local_MsgTimedOut, own);
        Assert.StartsWith(
            "The Kafka producer failed and is being replaced. ",
            Assert.Single(own.Select(code => DeliveryFailure.Of(new(code), fatal, "t", true).Detail).Distinct()),
            StringComparison.Ordinal);
    }
}
