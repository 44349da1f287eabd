using System.Reflection;
using System.Text.Json.Nodes;
using Microsoft.Azure.Functions.Worker;
using Purchases.Functions;

namespace Purchases.Tests.Deployment;

public sealed class HostJsonTests
{
    // The options of the extension 4.3 (Azure/azure-functions-kafka-extension, Config/KafkaOptions.cs); the host passes over others without a word.
    private static readonly string[] KafkaOptions =
    [
        "reconnectBackoffMs", "reconnectBackoffMaxMs", "statisticsIntervalMs", "sessionTimeoutMs", "maxPollIntervalMs", "queuedMinMessages",
        "queuedMaxMessagesKbytes", "maxPartitionFetchBytes", "fetchMaxBytes", "maxBatchSize", "autoCommitIntervalMs", "autoOffsetReset",
        "libkafkaDebug", "metadataMaxAgeMs", "socketKeepaliveEnable", "subscriberIntervalInSeconds", "executorChannelCapacity",
        "commitOnFailure", "maxRetries", "channelFullRetryIntervalInMs", "subscriberIdleBackoffMs",
    ];

    private static readonly JsonObject Host = Manifests.Json("host.json");
    private static readonly JsonObject Kafka = Host["extensions"]!["kafka"]!.AsObject();

    [Fact]
    public void Every_kafka_option_is_one_that_the_extension_knows() =>
        Assert.Empty(Kafka.Select(option => option.Key).Except(KafkaOptions, StringComparer.Ordinal));

    [Fact]
    public void Every_section_is_one_that_the_host_knows()
    {
        Assert.Equal(["extensions", "logging", "version"], Host.Select(section => section.Key).Order(StringComparer.Ordinal));
        Assert.Equal(["http", "kafka"], Host["extensions"]!.AsObject().Select(section => section.Key).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_failed_batch_is_retried_for_ever_and_never_passed_over()
    {
        Assert.False((bool)Kafka["commitOnFailure"]!);
        Assert.Equal(-1, (int)Kafka["maxRetries"]!);
    }

    [Fact]
    public void The_pauses_between_attempts_grow_and_end()
    {
        var retry = typeof(RecordPurchases).GetMethod(nameof(RecordPurchases.RunAsync))!.GetCustomAttribute<ExponentialBackoffRetryAttribute>();

        Assert.NotNull(retry);
        Assert.InRange(retry.MaxRetryCount, 1, 100);
        Assert.True(TimeSpan.Parse(retry.MinimumInterval) < TimeSpan.Parse(retry.MaximumInterval));
    }

    [Fact]
    public void A_new_group_begins_at_the_start_of_the_topic() => Assert.Equal("Earliest", (string?)Kafka["autoOffsetReset"]);

    [Fact]
    public void Urls_are_the_originals_without_a_prefix() => Assert.Equal("", (string?)Host["extensions"]!["http"]!["routePrefix"]);

    [Fact]
    public void The_producers_line_per_message_is_off() =>
        Assert.Equal("Warning", (string?)Host["logging"]!["logLevel"]!["Microsoft.Azure.WebJobs.Extensions.Kafka.KafkaProducer"]);

    [Fact]
    public void The_recorders_line_per_batch_is_on() =>
        Assert.Equal("Information", (string?)Host["logging"]!["logLevel"]!["Function.RecordPurchases.User"]);
}
