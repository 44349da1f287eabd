using System.Text.Json.Nodes;

namespace Purchases.Tests.Deployment;

public sealed class KubernetesKeysTests
{
    private const string Base = "deploy/kubernetes/base";

    private static readonly JsonNode Settings = Manifests.Yaml($"{Base}/settings.yaml")["data"]!;

    // With "kubernetes" the host makes file watchers without end, and the node has none left for other pods
    // (Azure/azure-functions-host, issue 11554).
    [Fact]
    public void Keys_are_files()
    {
        Assert.Equal("files", (string?)Settings["AzureWebJobsSecretStorageType"]);
        Assert.Equal("/keys", (string?)Settings["FUNCTIONS_SECRETS_PATH"]);
    }

    // They are mounted read-only: the host can't add the file of a function that lacks one, and would answer a wrong key with 500
    // instead of 401.
    [Fact]
    public void Every_function_has_a_file_of_keys()
    {
        var files = Files(Base);

        Assert.Equal(Functions.All.Keys.Select(name => $"{name.ToLowerInvariant()}.json").Order(StringComparer.Ordinal), files.Keys);
        Assert.All(files.Values, file => Assert.Empty(Manifests.Json($"{Base}/{file}")["keys"]!.AsArray()));
    }

    private static SortedDictionary<string, string> Files(string folder)
    {
        var files = Generator(folder)["files"]!.AsArray().Select(file => ((string)file!).Split('='));
        return new(files.ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal), StringComparer.Ordinal);
    }

    private static JsonNode Generator(string folder) => Manifests.Yaml($"{folder}/kustomization.yaml")["secretGenerator"]!.AsArray()
        .Single(secret => (string?)secret!["name"] == "purchases-function-keys")!;
}
