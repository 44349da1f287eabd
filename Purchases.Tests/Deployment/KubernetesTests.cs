using System.Text.Json.Nodes;

namespace Purchases.Tests.Deployment;

public sealed class KubernetesTests
{
    private const string Base = "deploy/kubernetes/base";
    private const string Overlay = "deploy/kubernetes/overlays/example";

    private static readonly Dictionary<string, string> Settings = Strings(Manifests.Yaml($"{Base}/settings.yaml")["data"]!);
    private static readonly string[] RoleNames = ["http", "recorder"];

    public static TheoryData<string> Roles => new(RoleNames);

    [Theory]
    [InlineData(Base)]
    [InlineData(Overlay)]
    [InlineData("deploy/kubernetes/overlays/kind")]
    public void Every_manifest_is_named_by_its_kustomization_and_exists(string folder)
    {
        var kustomization = Repository.Read($"{folder}/kustomization.yaml");
        var files = Manifests.Files(folder, "*.yaml").Select(Path.GetFileName).Where(file => file != "kustomization.yaml");
        var resources = Manifests.Yaml($"{folder}/kustomization.yaml")["resources"]!.AsArray().Select(resource => (string)resource!);

        Assert.All(files, file => Assert.Contains($" {file}", kustomization, StringComparison.Ordinal));
        Assert.All(resources.Where(resource => !resource.StartsWith("..", StringComparison.Ordinal)),
            resource => Assert.True(Manifests.Has($"{folder}/{resource}"), resource));
    }

    [Fact]
    public void Every_function_has_a_role_and_the_recorder_only_records()
    {
        Assert.Empty(
            Functions.All.Keys.Except(RoleNames.SelectMany(role => Functions.SelectedBy(Environment(role))), StringComparer.Ordinal));
        Assert.Equal(["RecordPurchases", "Health"], Functions.SelectedBy(Environment("recorder")));
        Assert.DoesNotContain("RecordPurchases", Functions.SelectedBy(Environment("http")));
    }

    [Theory]
    [MemberData(nameof(Roles))]
    public void A_role_has_every_setting_that_its_bindings_name(string role)
    {
        var given = Settings.Keys.Concat(Environment(role).Keys);

        Assert.Empty(Functions.SettingsOf(Functions.SelectedBy(Environment(role))).Except(given, StringComparer.Ordinal));
        Assert.Contains("MONGO_URI=", Repository.Read($"{Overlay}/secrets.env.example"), StringComparison.Ordinal);
    }

    [Fact]
    public void No_setting_contradicts_its_default() => Assert.Empty(KnownSettings.Contradictions(Settings));

    [Fact]
    public void Every_setting_of_the_overlay_is_known()
    {
        var settings = Strings(Manifests.Yaml($"{Overlay}/settings.yaml")["data"]!).Keys.Concat(Names($"{Overlay}/secrets.env.example"));

        Assert.Empty(settings.Except(KnownSettings.Defaults.Keys, StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Roles))]
    public void A_pod_is_no_root_writes_below_tmp_only_and_mounts_its_keys_and_the_brokers_authority(string role)
    {
        var pod = Pod(role);
        var container = Container(role);

        Assert.Equal("true", (string?)pod["securityContext"]!["runAsNonRoot"]);
        Assert.Equal(DockerfileTests.User, (string?)pod["securityContext"]!["runAsUser"]);
        Assert.Equal("true", (string?)container["securityContext"]!["readOnlyRootFilesystem"]);
        Assert.Equal("false", (string?)container["securityContext"]!["allowPrivilegeEscalation"]);
        Assert.Equal("ALL", (string?)container["securityContext"]!["capabilities"]!["drop"]![0]);
        Assert.Equal(["/tmp", "/keys", "/kafka-ca"], container["volumeMounts"]!.AsArray().Select(mount => (string?)mount!["mountPath"]));
    }

    // Host and worker together must stay below the pod's limit, which librdkafka's queues count towards too.
    [Theory]
    [MemberData(nameof(Roles))]
    public void The_heaps_of_both_processes_fit_into_a_pods_memory(string role)
    {
        var percent = Convert.ToInt32(Settings["DOTNET_GCHeapHardLimitPercent"], 16);
        var resources = Container(role)["resources"]!;

        Assert.InRange(2 * percent, 60, 80);
        Assert.Equal("1Gi", (string?)resources["limits"]!["memory"]);
        Assert.Equal("512Mi", (string?)resources["requests"]!["memory"]);
    }

    // An installation's 202 means that the brokers have the event.
    [Theory]
    [InlineData("example")]
    [InlineData("kind")]
    public void An_overlay_waits_for_the_brokers(string overlay) =>
        Assert.Equal("confirmed",
            (string?)Manifests.Yaml($"deploy/kubernetes/overlays/{overlay}/settings.yaml")["data"]!["KAFKA_DELIVERY"]);

    [Theory]
    [MemberData(nameof(Roles))]
    public void A_pod_may_drain_before_it_is_killed(string role)
    {
        var pause = int.Parse((string?)Container(role)["lifecycle"]?["preStop"]?["sleep"]?["seconds"] ?? "0");

        Assert.True(int.Parse((string)Pod(role)["terminationGracePeriodSeconds"]!) > DockerfileTests.ShutdownSeconds + pause);
    }

    [Theory]
    [MemberData(nameof(Roles))]
    public void Probes_ask_the_health_function_on_the_images_port(string role)
    {
        var container = Container(role);

        Assert.Equal("8080", (string?)container["ports"]![0]!["containerPort"]);
        Assert.Equal("/health", (string?)container["livenessProbe"]!["httpGet"]!["path"]);
        // Buying must continue while the store is down.
        Assert.Equal(role == "http" ? "/health" : "/health/ready", (string?)container["readinessProbe"]!["httpGet"]!["path"]);
        Assert.Equal("purchases", (string?)container["image"]);
    }

    [Fact]
    public void At_least_two_http_pods_run_and_one_is_always_left()
    {
        var minimum = int.Parse((string)Manifests.Yaml($"{Base}/http-autoscaler.yaml")["spec"]!["minReplicas"]!);
        var available = int.Parse((string)Manifests.Yaml($"{Base}/http-disruption.yaml")["spec"]!["minAvailable"]!);

        Assert.InRange(available, 1, minimum - 1);
    }

    // The default, IfHealthyBudget, lets pods that aren't ready block the drain of a node.
    [Theory]
    [MemberData(nameof(Roles))]
    public void A_pod_that_is_not_ready_can_always_be_evicted(string role) =>
        Assert.Equal("AlwaysAllow", (string?)Manifests.Yaml($"{Base}/{role}-disruption.yaml")["spec"]!["unhealthyPodEvictionPolicy"]);

    private static JsonNode Pod(string role) => Manifests.Yaml($"{Base}/{role}-deployment.yaml")["spec"]!["template"]!["spec"]!;

    private static JsonNode Container(string role) => Pod(role)["containers"]![0]!;

    private static Dictionary<string, string> Environment(string role) =>
        Container(role)["env"]!.AsArray()
            .ToDictionary(entry => (string)entry!["name"]!, entry => (string)entry!["value"]!, StringComparer.Ordinal);

    private static Dictionary<string, string> Strings(JsonNode map) =>
        map.AsObject().ToDictionary(pair => pair.Key, pair => (string)pair.Value!, StringComparer.Ordinal);

    private static IEnumerable<string> Names(string envFile) =>
        Repository.Read(envFile).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('=')[0]);
}
