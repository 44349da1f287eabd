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
    public void Every_manifest_is_named_by_its_kustomization_and_exists(string folder)
    {
        var kustomization = Repository.Read($"{folder}/kustomization.yaml");
        var files = Manifests.Files(folder, "*.yaml").Select(Path.GetFileName).Where(file => file != "kustomization.yaml");
        var resources = Manifests.Yaml($"{folder}/kustomization.yaml")["resources"]!.AsArray().Select(resource => (string)resource!);

        Assert.All(files, file => Assert.Contains($" {file}", kustomization, StringComparison.Ordinal));
        Assert.All(resources.Where(resource => !resource.StartsWith("..", StringComparison.Ordinal)), resource => Assert.True(Manifests.Has($"{folder}/{resource}"), resource));
    }

    [Theory]
    [MemberData(nameof(Roles))]
    public void Every_function_of_a_role_exists(string role) =>
        Assert.Empty(Functions.SelectedBy(Environment(role)).Except(Functions.All.Keys, StringComparer.Ordinal));

    [Fact]
    public void Every_function_has_a_role_and_the_recorder_only_records()
    {
        Assert.Empty(Functions.All.Keys.Except(RoleNames.SelectMany(role => Functions.SelectedBy(Environment(role))), StringComparer.Ordinal));
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
    public void No_setting_stands_against_its_default() => Assert.Empty(KnownSettings.Contradictions(Settings));

    [Fact]
    public void Every_setting_of_the_overlay_is_known()
    {
        var settings = Strings(Manifests.Yaml($"{Overlay}/settings.yaml")["data"]!).Keys.Concat(Names($"{Overlay}/secrets.env.example"));

        Assert.Empty(settings.Except(KnownSettings.Defaults.Keys, StringComparer.Ordinal));
    }

    // The keys are mounted read-only: the host can't add those of a function that lacks them, and would answer a wrong key with 500 instead of 401.
    [Fact]
    public void Every_function_has_a_key()
    {
        var expected = Functions.All.Keys.Select(name => $"functions.{name.ToLowerInvariant()}.default").Concat(["host.master", "host.function.default"]);

        Assert.Equal(expected.Order(StringComparer.Ordinal), Names($"{Overlay}/function-keys.env.example").Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Roles))]
    public void A_pod_is_no_root_writes_below_tmp_only_and_mounts_its_keys(string role)
    {
        var pod = Pod(role);
        var container = Container(role);

        Assert.Equal("true", (string?)pod["securityContext"]!["runAsNonRoot"]);
        Assert.Contains($"\nUSER {(string?)pod["securityContext"]!["runAsUser"]}\n", Repository.Read("Purchases.Functions/Dockerfile"), StringComparison.Ordinal);
        Assert.Equal("true", (string?)container["securityContext"]!["readOnlyRootFilesystem"]);
        Assert.Equal("false", (string?)container["securityContext"]!["allowPrivilegeEscalation"]);
        Assert.Equal("ALL", (string?)container["securityContext"]!["capabilities"]!["drop"]![0]);
        Assert.Equal(["/tmp", "/run/secrets/functions-keys"], container["volumeMounts"]!.AsArray().Select(mount => (string?)mount!["mountPath"]));
        Assert.Equal("kubernetes", Settings["AzureWebJobsSecretStorageType"]);
    }

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
        // Whoever takes buys must go on doing so while the store is away.
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

    private static JsonNode Pod(string role) => Manifests.Yaml($"{Base}/{role}-deployment.yaml")["spec"]!["template"]!["spec"]!;

    private static JsonNode Container(string role) => Pod(role)["containers"]![0]!;

    private static Dictionary<string, string> Environment(string role) =>
        Container(role)["env"]!.AsArray().ToDictionary(entry => (string)entry!["name"]!, entry => (string)entry!["value"]!, StringComparer.Ordinal);

    private static Dictionary<string, string> Strings(JsonNode map) =>
        map.AsObject().ToDictionary(pair => pair.Key, pair => (string)pair.Value!, StringComparer.Ordinal);

    private static IEnumerable<string> Names(string envFile) =>
        Repository.Read(envFile).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('=')[0]);
}
