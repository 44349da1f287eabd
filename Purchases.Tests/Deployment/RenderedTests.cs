using System.Text;
using System.Text.Json.Nodes;

namespace Purchases.Tests.Deployment;

public sealed class RenderedTests
{
    public static TheoryData<string> Overlays => new("example", "kind");

    [Theory]
    [MemberData(nameof(Overlays))]
    public async Task A_pod_gets_a_file_of_keys_for_the_host_and_for_each_function(string overlay)
    {
        var rendered = await Kustomize.RenderAsync(overlay);
        var secret = Of(rendered, "Secret").Single(secret => Name(secret).StartsWith("purchases-function-keys-", StringComparison.Ordinal));
        var files = secret["data"]!.AsObject().Select(file => file.Key);

        Assert.Equal(Functions.All.Keys.Select(name => $"{name.ToLowerInvariant()}.json").Append("host.json").Order(), files.Order());
        Assert.Contains("purchases-development-key", Decoded(secret, "host.json"), StringComparison.Ordinal);
        foreach (var role in (string[])["purchases-http", "purchases-recorder"])
            Assert.Contains(Volumes(rendered, role), volume => (string?)volume!["secret"]?["secretName"] == Name(secret));
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public async Task Every_secret_and_config_map_that_is_named_is_there(string overlay)
    {
        var rendered = await Kustomize.RenderAsync(overlay);
        var there = Of(rendered, "Secret").Concat(Of(rendered, "ConfigMap")).Select(Name).ToHashSet(StringComparer.Ordinal);
        var named = rendered.SelectMany(Named).Distinct(StringComparer.Ordinal).ToList();

        Assert.InRange(named.Count, 3, 10);
        Assert.Empty(named.Except(there));
    }

    // A selector with a wrong label leaves a policy, a budget or a service without a pod, and nothing reports it.
    [Theory]
    [MemberData(nameof(Overlays))]
    public async Task Every_selector_finds_pods(string overlay)
    {
        var rendered = await Kustomize.RenderAsync(overlay);
        var pods = rendered.Select(item => item["spec"]?["template"]?["metadata"]?["labels"]).OfType<JsonObject>().ToList();
        var selectors = rendered.Select(Selector).OfType<JsonObject>().ToList();

        Assert.True(selectors.Count >= 8);
        Assert.All(
            selectors,
            selector => Assert.Contains(pods, labels => selector.All(pair => (string?)labels[pair.Key] == (string?)pair.Value)));
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public async Task Every_pod_is_one_that_a_restricted_namespace_admits(string overlay)
    {
        var pods = (await Kustomize.RenderAsync(overlay)).Select(item => item["spec"]?["template"]?["spec"]).OfType<JsonObject>().ToList();

        Assert.True(pods.Count >= 3);
        Assert.All(pods, pod =>
        {
            Assert.Equal("true", (string?)pod["securityContext"]!["runAsNonRoot"]);
            Assert.Equal("RuntimeDefault", (string?)pod["securityContext"]!["seccompProfile"]!["type"]);
            Assert.All(pod["containers"]!.AsArray(), container =>
            {
                Assert.Equal("false", (string?)container!["securityContext"]!["allowPrivilegeEscalation"]);
                Assert.Equal("ALL", (string?)container["securityContext"]!["capabilities"]!["drop"]![0]);
            });
        });
    }

    // KEDA, in a namespace of its own, asks the same address.
    [Fact]
    public async Task Kinds_kafka_is_advertised_by_the_name_that_the_settings_have()
    {
        var rendered = await Kustomize.RenderAsync("kind");
        var settings = Of(rendered, "ConfigMap").Single(map => Name(map) == "purchases-settings")["data"]!;
        var kafka = Of(rendered, "Deployment").Single(deployment => Name(deployment) == "kafka")["spec"]!["template"]!["spec"]!;
        var listener = kafka["containers"]![0]!["env"]!.AsArray()
            .Single(entry => (string?)entry!["name"] == "KAFKA_ADVERTISED_LISTENERS")!["value"];

        Assert.Equal($"PLAINTEXT://{settings["KAFKA_BOOTSTRAP_SERVERS"]}", (string?)listener);
    }

    private static IEnumerable<JsonNode> Of(JsonNode[] rendered, string kind) => rendered.Where(item => (string?)item["kind"] == kind);

    private static string Name(JsonNode item) => (string)item["metadata"]!["name"]!;

    private static string Decoded(JsonNode secret, string file) =>
        Encoding.UTF8.GetString(Convert.FromBase64String(((string)secret["data"]![file]!).Replace("\n", "", StringComparison.Ordinal)));

    private static JsonArray Volumes(JsonNode[] rendered, string deployment) =>
        Of(rendered, "Deployment").Single(item => Name(item) == deployment)["spec"]!["template"]!["spec"]!["volumes"]!.AsArray();

    private static JsonObject? Selector(JsonNode item) => (string?)item["kind"] switch
    {
        "Service" => item["spec"]!["selector"],
        "NetworkPolicy" => item["spec"]!["podSelector"]!["matchLabels"],
        _ => item["spec"]?["selector"]?["matchLabels"],
    } as JsonObject;

    private static IEnumerable<string> Named(JsonNode item)
    {
        if (item["spec"]?["template"]?["spec"] is not JsonObject pod) return [];
        var volumes = (pod["volumes"]?.AsArray() ?? []).Where(volume => (string?)volume!["configMap"]?["optional"] != "true");
        var sources = pod["containers"]!.AsArray().SelectMany(container => container!["envFrom"]?.AsArray() ?? []);
        return volumes.Select(volume => (string?)volume!["secret"]?["secretName"] ?? (string?)volume["configMap"]?["name"])
            .Concat(sources.Select(source => (string?)(source!["secretRef"] ?? source["configMapRef"])!["name"])).OfType<string>();
    }
}
