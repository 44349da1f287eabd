using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Purchases.Tests.Deployment;

public sealed partial class HostJsonTests
{
    // The options of the extension 4.3 (Azure/azure-functions-kafka-extension, Config/KafkaOptions.cs); the host ignores others
    // silently.
    private static readonly string[] KafkaOptions =
    [
        "reconnectBackoffMs", "reconnectBackoffMaxMs", "statisticsIntervalMs", "sessionTimeoutMs", "maxPollIntervalMs", "queuedMinMessages",
        "queuedMaxMessagesKbytes", "maxPartitionFetchBytes", "fetchMaxBytes", "maxBatchSize", "autoCommitIntervalMs", "autoOffsetReset",
        "libkafkaDebug", "metadataMaxAgeMs", "socketKeepaliveEnable", "subscriberIntervalInSeconds", "executorChannelCapacity",
        "commitOnFailure", "maxRetries", "channelFullRetryIntervalInMs", "subscriberIdleBackoffMs",
    ];

    // librdkafka's bound of max.poll.interval.ms, and the brokers' default of group.min.session.timeout.ms.
    private const int MaxPollIntervalMsMax = 86_400_000;
    private const int GroupMinSessionTimeoutMs = 6000;

    private static readonly JsonObject Host = Manifests.Json("host.json");
    private static readonly JsonObject Kafka = Host["extensions"]!["kafka"]!.AsObject();
    private static readonly JsonObject LogLevels = Host["logging"]!["logLevel"]!.AsObject();

    [Fact]
    public void Every_kafka_option_is_one_that_the_extension_knows() =>
        Assert.Empty(Kafka.Select(option => option.Key).Except(KafkaOptions, StringComparer.Ordinal));

    [Fact]
    public void A_failed_batch_is_retried_indefinitely_and_never_skipped()
    {
        Assert.False((bool)Kafka["commitOnFailure"]!);
        Assert.Equal(-1, (int)Kafka["maxRetries"]!);
    }

    [Fact]
    public void A_new_group_starts_at_the_beginning_of_the_topic() => Assert.Equal("Earliest", (string?)Kafka["autoOffsetReset"]);

    [Fact]
    public void A_store_outage_of_an_hour_costs_no_rebalance()
    {
        // The pause between two polls is the batch's attempts: as long as the store is down, and up to 30 s more.
        Assert.InRange((int)Kafka["maxPollIntervalMs"]!, (int)TimeSpan.FromHours(1).TotalMilliseconds, MaxPollIntervalMsMax);
    }

    [Fact]
    public void A_stopped_recorder_is_noticed_as_soon_as_brokers_allow() =>
        Assert.Equal(GroupMinSessionTimeoutMs, (int)Kafka["sessionTimeoutMs"]!);

    [Fact]
    public void Connections_to_a_broker_that_is_down_are_retried_with_growing_pauses()
    {
        Assert.InRange((int)Kafka["reconnectBackoffMs"]!, 1000, (int)Kafka["reconnectBackoffMaxMs"]!);

        // A connection that is cut for a moment may pause recording for as long.
        Assert.InRange((int)Kafka["reconnectBackoffMaxMs"]!, 1000, 10_000);
    }

    // With it, categories that aren't the host's own print hundreds of lines at start and a dozen for each request.
    [Fact]
    public void There_is_no_default_log_level() => Assert.False(LogLevels.ContainsKey("default"));

    // Failed attempts and clients that disconnect: the functions log what matters.
    [Fact]
    public void The_hosts_lines_about_calls_are_off_and_those_of_every_function_are_on()
    {
        Assert.Equal("Critical", Level("Function"));
        Assert.Equal("Critical", Level("Host.Results"));
        Assert.Equal(
            Functions.All.Keys.ToDictionary(
                name => $"Function.{name}.User", name => name == "RecordPurchases" ? "Information" : "Warning", StringComparer.Ordinal),
            LogLevels.Where(level => level.Key.StartsWith("Function.", StringComparison.Ordinal))
                .ToDictionary(level => level.Key, level => (string)level.Value!, StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("Host.Triggers.Kafka")]
    [InlineData("Microsoft.Azure.WebJobs.Extensions.Kafka.KafkaProducer")]
    [InlineData("Microsoft.Azure.WebJobs.Hosting.OptionsLoggingService")]
    public void A_verbose_category_of_the_host_logs_from_Warning(string category) => Assert.Equal("Warning", Level(category));

    // librdkafka's own lines, such as that of a producer's fatal error, which an alert searches for. Without a default level the host shows
    // only categories that are listed or its own (Azure/azure-functions-host, ScriptConstants.SystemLogCategoryPrefixes).
    [Fact]
    public void The_Kafka_library_logs_from_Warning() => Assert.Equal("Warning", Level("Kafka"));

    [Fact]
    public void The_configuration_page_has_each_log_level_with_its_value()
    {
        var told = LogLevelRow().Matches(Repository.Read("docs/configuration.md"))
            .ToDictionary(match => match.Groups["category"].Value, match => match.Groups["level"].Value, StringComparer.Ordinal);
        var ofEveryFunction = told["Function.*name*.User"];
        Assert.Equal("unset", told["default"]);
        foreach (var name in Functions.All.Keys) told.TryAdd($"Function.{name}.User", ofEveryFunction);

        Assert.Equal(
            LogLevels.ToDictionary(level => level.Key, level => (string)level.Value!, StringComparer.Ordinal),
            told.Where(level => level.Key is not ("default" or "Function.*name*.User"))
                .ToDictionary(level => level.Key, level => level.Value, StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("docs/configuration.md", 6)]
    [InlineData("docs/operations.md", 2)]
    public void An_options_value_in_a_page_is_the_right_one(string document, int atLeast)
    {
        var told = ToldOption().Matches(Repository.Read(document))
            .Where(match => KafkaOptions.Contains(match.Groups["option"].Value)).ToList();

        Assert.True(told.Count >= atLeast);
        Assert.All(told, match => Assert.Equal((string?)Kafka[match.Groups["option"].Value]?.ToString(), match.Groups["value"].Value));
    }

    private static string? Level(string category) => (string?)LogLevels[category];

    [GeneratedRegex(@"^\| logging\.logLevel\.(?<category>\S+) \| (?<level>\w+) \|",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex LogLevelRow();

    [GeneratedRegex(@"\b(?<option>[a-z]+[A-Z]\w+)`? (?:\| )?(?<value>\d+)\b", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ToldOption();
}
