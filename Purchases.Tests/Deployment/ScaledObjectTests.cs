using System.Text.Json.Nodes;

namespace Purchases.Tests.Deployment;

// The rules are facts of kedacore/keda 2.20: config/crd/bases/keda.sh_scaledobjects.yaml and pkg/scalers/kafka_scaler.go.
public sealed class ScaledObjectTests
{
    private static readonly string[] SpecFields =
    [
        "advanced", "cooldownPeriod", "fallback", "idleReplicaCount", "initialCooldownPeriod", "maxReplicaCount", "minReplicaCount",
        "pollingInterval", "scaleTargetRef", "triggers",
    ];

    private static readonly string[] TriggerFields = ["authenticationRef", "metadata", "metricType", "name", "type", "useCachedMetrics"];

    // Of these the scaler reads the first three from the pod's environment as well, as <name>FromEnv.
    private static readonly string[] KafkaMetadata =
    [
        "bootstrapServers", "consumerGroup", "topic", "partitionLimitation", "lagThreshold", "activationLagThreshold", "offsetResetPolicy",
        "allowIdleConsumers", "excludePersistentLag", "scaleToZeroOnInvalidOffset", "limitToPartitionsWithLag",
        "ensureEvenDistributionOfPartitions", "fullMetadata", "version", "tls", "unsafeSsl", "sasl", "saslTokenProvider", "awsRegion",
    ];

    private static readonly JsonNode ScaledObject = Manifests.Yaml("deploy/kubernetes/base/recorder-scaledobject.yaml");
    private static readonly JsonObject Spec = ScaledObject["spec"]!.AsObject();
    private static readonly JsonObject Trigger = Spec["triggers"]![0]!.AsObject();
    private static readonly JsonObject Metadata = Trigger["metadata"]!.AsObject();
    private static readonly JsonNode Settings = Manifests.Yaml("deploy/kubernetes/base/settings.yaml")["data"]!;

    [Fact]
    public void Every_field_is_one_of_the_schema()
    {
        var known = KafkaMetadata.Concat(KafkaMetadata.Take(3).Select(name => $"{name}FromEnv"));

        Assert.Equal("keda.sh/v1alpha1", (string?)ScaledObject["apiVersion"]);
        Assert.Empty(Names(Spec).Except(SpecFields, StringComparer.Ordinal));
        Assert.Empty(Names(Trigger).Except(TriggerFields, StringComparer.Ordinal));
        Assert.Empty(Names(Metadata).Except(known, StringComparer.Ordinal));
        Assert.Equal("kafka", (string?)Trigger["type"]);
    }

    [Fact]
    public void The_settings_that_the_scaler_reads_exist()
    {
        foreach (var name in (string[])["bootstrapServersFromEnv", "consumerGroupFromEnv", "topicFromEnv"])
            Assert.NotNull(Settings[(string)Metadata[name]!]);
    }

    [Fact]
    public void It_scales_the_recorder_from_none_to_one_for_each_partition()
    {
        var topic = Manifests.Yaml("docker-compose.yml")["services"]!["topic"]!["command"]!.AsArray().Select(word => (string)word!)
            .ToList();

        Assert.Equal("purchases-recorder", (string?)Spec["scaleTargetRef"]!["name"]);
        Assert.Equal("purchases-recorder", (string?)Manifests.Yaml("deploy/kubernetes/base/recorder-deployment.yaml")["metadata"]!["name"]);
        Assert.Equal("0", (string?)Spec["minReplicaCount"]);
        Assert.Equal(topic[topic.IndexOf("--partitions") + 1], (string?)Spec["maxReplicaCount"]);
    }

    [Fact]
    public void A_recorder_for_each_two_full_batches()
    {
        var batch = (int)Manifests.Json("host.json")["extensions"]!["kafka"]!["maxBatchSize"]!;

        Assert.Equal($"{2 * batch}", (string?)Metadata["lagThreshold"]);
    }

    [Fact]
    public void A_group_without_offsets_begins_where_the_trigger_begins() =>
        Assert.Equal((string?)Manifests.Json("host.json")["extensions"]!["kafka"]!["autoOffsetReset"],
            (string?)Metadata["offsetResetPolicy"], ignoreCase: true);

    private static IEnumerable<string> Names(JsonObject map) => map.Select(pair => pair.Key);
}
