using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace Purchases.Tests.Deployment;

/// <summary>An overlay as <c>kubectl kustomize</c> renders it, with the example's secrets and the development keys.</summary>
internal static class Kustomize
{
    // Each is rendered once for all tests.
    private static readonly ConcurrentDictionary<string, Lazy<Task<JsonNode[]>>> Rendered = new(StringComparer.Ordinal);

    /// <summary>Skips the test where there is no kubectl.</summary>
    public static Task<JsonNode[]> RenderAsync(string overlay)
    {
        Assert.SkipWhen(
            Tool.Find("kubectl") is null,
            "kubectl was not found on the PATH: the overlays were NOT rendered. Install it and test again.");
        return Rendered.GetOrAdd(overlay, static name => new(() => RenderNowAsync(name))).Value;
    }

    private static async Task<JsonNode[]> RenderNowAsync(string overlay)
    {
        using var folder = new TestFolder();
        var deploy = Path.Combine(Repository.Root, "deploy");
        foreach (var file in Directory.GetFiles(deploy, "*", SearchOption.AllDirectories))
        {
            var copy = folder.File(Path.GetRelativePath(deploy, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        // Replaces any secrets of the working copy.
        var path = folder.File($"kubernetes/overlays/{overlay}");
        File.Copy(folder.File("kubernetes/overlays/example/secrets.env.example"), Path.Combine(path, "secrets.env"), overwrite: true);
        File.Copy(folder.File("compose/development-keys.json"), Path.Combine(path, "function-keys.json"), overwrite: true);
        return [.. (await Tool.SucceedsAsync(new("kubectl", ["kustomize", path]))).Split("\n---\n").Select(Manifests.ParseYaml)];
    }
}
