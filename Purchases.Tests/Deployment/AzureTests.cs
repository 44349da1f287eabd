using System.Text.Json.Nodes;

namespace Purchases.Tests.Deployment;

public sealed class AzureTests
{
    // Compiled once for all tests. It contains main.bicep, and the diagnostics of both.
    private static readonly Lazy<Task<(string Template, string Diagnostics)>> Subscription =
        new(() => Bicep.BuildAsync("deploy/azure/subscription.bicep"));

    private static readonly string App = Repository.Read("deploy/azure/modules/app.bicep");

    [Fact]
    public async Task It_compiles_without_a_warning()
    {
        var (template, diagnostics) = await Subscription.Value;

        Assert.Equal("", diagnostics.Trim());
        Assert.NotNull(JsonNode.Parse(template)!["resources"]);
    }

    [Fact]
    public async Task The_apps_run_every_function_and_the_recorder_only_records()
    {
        var apps = await AppsAsync();

        Assert.Equal(["RecordPurchases", "Health"], Functions(apps["recorder"]));
        Assert.Equal(Deployment.Functions.All.Keys.Order(), Functions(apps["web"]).Append("RecordPurchases").Order());
        Assert.DoesNotContain("RecordPurchases", Functions(apps["web"]));
    }

    [Fact]
    public async Task The_recorder_may_only_listen_and_the_web_app_only_send()
    {
        var apps = await AppsAsync();

        Assert.Equal("listen", Value(apps["recorder"], "kafkaRight"));
        Assert.Equal("send", Value(apps["web"], "kafkaRight"));
        Assert.Equal("/health/ready", Value(apps["recorder"], "readinessPath"));
    }

    [Fact]
    public void Every_setting_is_known_and_202_means_that_event_hubs_has_the_event()
    {
        var settings = App.Split("{ name: '").Skip(1).Select(text => text[..text.IndexOf('\'', StringComparison.Ordinal)])
            .Where(name => name.StartsWith("KAFKA_", StringComparison.Ordinal) || name.StartsWith("MONGO_", StringComparison.Ordinal));

        Assert.Empty(settings.Except(KnownSettings.Defaults.Keys, StringComparer.Ordinal));
        Assert.Contains("{ name: 'KAFKA_DELIVERY', value: 'confirmed' }", App, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("KAFKA_PASSWORD")]
    [InlineData("MONGO_URI")]
    public void A_secret_is_named_and_never_written(string setting) =>
        Assert.Contains($"{{ name: '{setting}', secretRef: '", App, StringComparison.Ordinal);

    [Fact]
    public void Its_base_image_is_the_dockerfiles()
    {
        var image = App.Split("var baseImage = '")[1].Split('\'')[0];

        Assert.Contains($"\nFROM {image}\n", Repository.Read("Purchases.Functions/Dockerfile"), StringComparison.Ordinal);
        Assert.Contains("var port = 8080\n", App, StringComparison.Ordinal);
    }

    [Fact]
    public void Azd_builds_the_image_for_both_apps()
    {
        var azd = Manifests.Yaml("azure.yaml");
        var main = Repository.Read("deploy/azure/main.bicep");

        Assert.True(Manifests.Has($"{azd["infra"]!["path"]}/{azd["infra"]!["module"]}.bicep"));
        Assert.Equal(["web", "recorder"], azd["services"]!.AsObject().Select(service => service.Key));
        Assert.All(azd["services"]!.AsObject(), service =>
        {
            Assert.Equal("Purchases.Functions/Dockerfile", (string?)service.Value!["docker"]!["path"]);
            Assert.Contains($"'Microsoft.App/containerApps@{service.Value["apiVersion"]}'", App, StringComparison.Ordinal);
            Assert.Contains($"azdService: '{service.Key}'", main, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task Azd_sets_every_parameter_that_the_docs_name()
    {
        var docs = Repository.Read("docs/azure.md");
        var template = JsonNode.Parse((await Subscription.Value).Template)!["parameters"]!.AsObject();
        var given = JsonNode.Parse(Repository.Read("deploy/azure/subscription.parameters.json"))!["parameters"]!.AsObject();

        // Azd asks for parameters that have no value: the two keys.
        Assert.Equal(["functionKey", "masterKey"], template.Select(parameter => parameter.Key).Except(given.Select(value => value.Key)));
        Assert.Empty(given.Select(value => value.Key).Except(template.Select(parameter => parameter.Key)));
        Assert.All(
            given.Where(value => value.Key is not ("environmentName" or "location" or "image")),
            value => Assert.Contains($"`{EnvironmentVariable(value.Value!)}", docs, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Azd_rejects_a_short_key_where_it_asks_for_it()
    {
        var parameters = JsonNode.Parse((await Subscription.Value).Template)!["parameters"]!;

        Assert.Equal(16, (int?)parameters["functionKey"]!["minLength"]);
        Assert.Equal(16, (int?)parameters["masterKey"]!["minLength"]);
    }

    // Purge protection can't be turned off, and keeps the vault's name for 90 days.
    [Fact]
    public async Task A_removed_environment_can_be_created_again() =>
        Assert.DoesNotContain("enablePurgeProtection", (await Subscription.Value).Template, StringComparison.Ordinal);

    private static string EnvironmentVariable(JsonNode value) => ((string)value["value"]!)[2..].Split('=')[0];

    private static async Task<Dictionary<string, JsonNode>> AppsAsync()
    {
        var main = Resources(JsonNode.Parse((await Subscription.Value).Template)!)
            .Select(module => module["properties"]?["template"]).OfType<JsonObject>().Single();
        return Resources(main).Select(module => module["properties"]?["parameters"]).OfType<JsonObject>()
            .Where(parameters => parameters.ContainsKey("azdService"))
            .ToDictionary(parameters => Value(parameters, "azdService")!, parameters => (JsonNode)parameters, StringComparer.Ordinal);
    }

    private static IEnumerable<JsonNode> Resources(JsonNode template) => template["resources"] is JsonArray list
        ? list.OfType<JsonNode>()
        : template["resources"]!.AsObject().Select(resource => resource.Value!);

    private static string? Value(JsonNode parameters, string name) => (string?)parameters[name]!["value"];

    private static IEnumerable<string> Functions(JsonNode parameters) =>
        parameters["functions"]!["value"]!.AsArray().Select(function => (string)function!);
}
