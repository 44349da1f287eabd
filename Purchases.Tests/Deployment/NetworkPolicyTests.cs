using System.Text.Json.Nodes;

namespace Purchases.Tests.Deployment;

public sealed class NetworkPolicyTests
{
    private const string Base = "deploy/kubernetes/base";
    private const string Overlay = "deploy/kubernetes/overlays/example";

    [Fact]
    public void A_web_pod_is_called_on_its_port_only()
    {
        var ingress = Spec($"{Base}/http-network.yaml", "http")["ingress"]!.AsArray().Single()!;

        Assert.Equal(["8080"], Ports(ingress));
        Assert.Null(ingress["from"]);
    }

    [Fact]
    public void Nobody_calls_a_recorder() => Assert.Empty(Spec($"{Base}/recorder-network.yaml", "recorder")["ingress"]!.AsArray());

    [Fact]
    public void The_example_may_call_what_its_settings_name()
    {
        var policy = Manifests.Yaml($"{Overlay}/egress.yaml")["spec"]!;
        var brokers = (string)Manifests.Yaml($"{Overlay}/settings.yaml")["data"]!["KAFKA_BOOTSTRAP_SERVERS"]!;
        var ports = Ports(policy["egress"]![0]!);

        Assert.Equal("purchases", (string?)policy["podSelector"]!["matchLabels"]!["app.kubernetes.io/name"]);
        Assert.Equal(["Egress"], policy["policyTypes"]!.AsArray().Select(type => (string?)type));
        Assert.Contains(brokers.Split(':')[1], ports);
        Assert.Contains("27017", ports);
        Assert.Equal(2, ports.Count(port => port == "53"));
    }

    private static JsonNode Spec(string file, string role)
    {
        var spec = Manifests.Yaml(file)["spec"]!;
        Assert.Equal(role, (string?)spec["podSelector"]!["matchLabels"]!["app.kubernetes.io/component"]);
        Assert.Equal(["Ingress"], spec["policyTypes"]!.AsArray().Select(type => (string?)type));
        return spec;
    }

    private static List<string?> Ports(JsonNode rule) => [.. rule["ports"]!.AsArray().Select(port => (string?)port!["port"])];
}
