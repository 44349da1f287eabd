namespace Purchases.Tests.Deployment;

public sealed class LocalSettingsTests
{
    private static readonly Dictionary<string, string> Values = Manifests.Json("local.settings.json.example")["Values"]!.AsObject()
        .ToDictionary(pair => pair.Key, pair => (string)pair.Value!, StringComparer.Ordinal);

    [Fact]
    public void The_example_has_every_setting_with_its_default()
    {
        Assert.Empty(KnownSettings.Defaults.Keys.Except(Values.Keys, StringComparer.Ordinal));
        Assert.Empty(KnownSettings.Contradictions(Values));
    }

    [Fact]
    public void The_example_has_every_setting_that_a_binding_names() =>
        Assert.Empty(Functions.SettingsOf(Functions.All.Keys).Except(Values.Keys, StringComparer.Ordinal));

    [Fact]
    public void The_example_connects_to_Kafka_and_MongoDB_of_compose()
    {
        var services = Manifests.Yaml("docker-compose.yml")["services"]!;

        Assert.Contains($"MACHINE://{Values["KAFKA_BOOTSTRAP_SERVERS"]}",
            (string)services["kafka"]!["environment"]!["KAFKA_ADVERTISED_LISTENERS"]!, StringComparison.Ordinal);
        Assert.Equal("127.0.0.1:27017:27017", (string?)services["mongo"]!["ports"]![0]);
        Assert.Equal("mongodb://localhost:27017/?journal=true", Values["MONGO_URI"]);
    }
}
