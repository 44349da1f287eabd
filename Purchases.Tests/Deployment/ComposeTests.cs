using System.Text.Json.Nodes;

namespace Purchases.Tests.Deployment;

public sealed class ComposeTests
{
    private static readonly JsonNode Compose = Manifests.Yaml("docker-compose.yml");
    private static readonly JsonObject Services = Compose["services"]!.AsObject();
    private static readonly string[] RoleNames = ["web-server", "api-server"];

    public static TheoryData<string> Roles => new(RoleNames);

    [Fact]
    public void Every_function_has_a_role()
    {
        var selected = RoleNames.SelectMany(role => Functions.SelectedBy(Environment(role)));

        Assert.Empty(Functions.All.Keys.Except(selected, StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Roles))]
    public void A_role_has_every_setting_that_its_bindings_name_and_none_against_its_default(string role)
    {
        var environment = Environment(role);

        Assert.Empty(Functions.SettingsOf(Functions.SelectedBy(environment)).Except(environment.Keys, StringComparer.Ordinal));
        Assert.Empty(KnownSettings.Contradictions(environment));
    }

    [Fact]
    public void The_web_server_has_no_mongo_settings_and_the_api_server_no_api_server()
    {
        Assert.DoesNotContain(Environment("web-server").Keys, name => name.StartsWith("MONGO_", StringComparison.Ordinal));
        Assert.DoesNotContain(Environment("api-server").Keys, name => name.StartsWith("API_SERVER_", StringComparison.Ordinal));
    }

    [Fact]
    public void Ports_are_the_Python_originals_on_loopback_only()
    {
        Assert.Equal("127.0.0.1:9000:8080", (string?)Services["web-server"]!["ports"]![0]);
        Assert.Equal("127.0.0.1:8000:8080", (string?)Services["api-server"]!["ports"]![0]);
        Assert.Contains("EXPOSE 8080", Repository.Read("Purchases.Functions/Dockerfile"), StringComparison.Ordinal);
    }

    [Fact]
    public void The_web_server_knows_the_api_server_and_its_key()
    {
        var web = Environment("web-server");
        var keys = Manifests.Json("deploy/compose/development-keys.json");

        Assert.Equal("http://api-server:8080", web["API_SERVER_URL"]);
        Assert.Equal((string?)keys["functionKeys"]![0]!["value"], web["API_SERVER_KEY"]);
        Assert.Contains(
            "./deploy/compose/development-keys.json:/keys/host.json:ro", Manifests.Strings(Services["web-server"]!["volumes"]));
        Assert.Equal("/keys", web["FUNCTIONS_SECRETS_PATH"]);
    }

    [Fact]
    public void The_topic_that_is_created_is_the_one_that_is_used()
    {
        var command = Manifests.Strings(Services["topic"]!["command"]!).ToList();

        Assert.Equal(Environment("web-server")["KAFKA_TOPIC"], command[command.IndexOf("--topic") + 1]);
        Assert.Equal(Environment("api-server")["KAFKA_TOPIC"], command[command.IndexOf("--topic") + 1]);
        Assert.Equal((string?)Services["kafka"]!["image"], (string?)Services["topic"]!["image"]);
    }

    [Theory]
    [MemberData(nameof(Roles))]
    public void A_server_starts_when_what_it_needs_is_there_and_may_drain_when_it_stops(string role)
    {
        Assert.Equal("service_completed_successfully", (string?)Services[role]!["depends_on"]!["topic"]!["condition"]);
        Assert.Contains($"CONTAINERS://{Environment(role)["KAFKA_BOOTSTRAP_SERVERS"]}", Environment("kafka")["KAFKA_ADVERTISED_LISTENERS"],
            StringComparison.Ordinal);
        Assert.True(Seconds((string)Services[role]!["stop_grace_period"]!) > DockerfileTests.ShutdownSeconds);
    }

    // Two services that build one image fail at the first `up --build`: the second finds that the image exists.
    [Fact]
    public void One_server_builds_the_image_and_the_other_uses_it()
    {
        Assert.Equal("Purchases.Functions/Dockerfile", (string?)Services["api-server"]!["build"]!["dockerfile"]);
        Assert.Null(Services["web-server"]!["build"]);
        Assert.Equal("never", (string?)Services["web-server"]!["pull_policy"]);
        Assert.Equal((string?)Services["api-server"]!["image"], (string?)Services["web-server"]!["image"]);
        Assert.NotNull(Services["web-server"]!["depends_on"]!["api-server"]);
    }

    // A recorder holds a thousand events, and a broker applies max.message.bytes to what it stores.
    [Fact]
    public void The_topic_accepts_no_event_much_larger_than_one_may_be_however_it_is_compressed()
    {
        var command = Manifests.Strings(Services["topic"]!["command"]!).ToList();

        Assert.Contains($"max.message.bytes={2 * Limits.EventBytesMax}", command);
        Assert.Contains("compression.type=uncompressed", command);
    }

    [Fact]
    public void MongoDB_acknowledges_what_its_journal_has() =>
        Assert.Contains("journal=true", Environment("api-server")["MONGO_URI"], StringComparison.Ordinal);

    // Its address is in OTEL_EXPORTER_OTLP_ENDPOINT only with the setting that starts it: an empty one is as none.
    [Theory]
    [MemberData(nameof(Roles))]
    public void A_role_sends_its_traces_to_the_container_of_the_profile_only_with_the_profile(string role)
    {
        Assert.Equal("${OTEL_EXPORTER_OTLP_ENDPOINT:-${COMPOSE_PROFILES:+http://observability:4317}}",
            Environment(role)["OTEL_EXPORTER_OTLP_ENDPOINT"]);
        Assert.Equal(role, Environment(role)["OTEL_SERVICE_NAME"]);
        Assert.NotNull(Services["observability"]);
    }

    private static Dictionary<string, string> Environment(string service) =>
        Services[service]!["environment"]!.AsObject().ToDictionary(pair => pair.Key, pair => (string)pair.Value!, StringComparer.Ordinal);

    private static int Seconds(string duration) => int.Parse(duration.TrimEnd('s'));
}
