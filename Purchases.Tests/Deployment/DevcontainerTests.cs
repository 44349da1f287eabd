using System.Text.Json;
using System.Text.Json.Nodes;

namespace Purchases.Tests.Deployment;

public sealed class DevcontainerTests
{
    private static readonly JsonNode Container = JsonNode.Parse(
        Repository.Read(".devcontainer/devcontainer.json"),
        documentOptions: new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip })!;

    private static readonly JsonNode Dev = Manifests.Yaml(".devcontainer/docker-compose.yml")["services"]!["dev"]!;

    [Fact]
    public void It_lies_over_the_compose_file_and_starts_its_kafka_and_its_mongo()
    {
        var services = Manifests.Yaml("docker-compose.yml")["services"]!.AsObject();

        Assert.Equal("../docker-compose.yml", (string?)Container["dockerComposeFile"]![0]);
        Assert.Equal(["kafka", "topic", "mongo"], Container["runServices"]!.AsArray().Select(service => (string?)service));
        Assert.All(Container["runServices"]!.AsArray(), service => Assert.True(services.ContainsKey((string)service!)));
    }

    [Fact]
    public void Its_settings_are_those_of_a_container_beside_them()
    {
        var server = Manifests.Yaml("docker-compose.yml")["services"]!["api-server"]!["environment"]!;

        Assert.All(Dev["environment"]!.AsObject(), setting => Assert.Equal((string?)server[setting.Key], (string?)setting.Value));
        Assert.Equal(["KAFKA_BOOTSTRAP_SERVERS", "MONGO_URI"], Dev["environment"]!.AsObject().Select(setting => setting.Key));
    }

    [Fact]
    public void Its_sdk_is_the_one_that_builds_it()
    {
        var version = (string)Manifests.Json("global.json")["sdk"]!["version"]!;

        Assert.Contains($":2-{version[..version.LastIndexOf('.')]}-", (string)Dev["image"]!, StringComparison.Ordinal);
    }
}
