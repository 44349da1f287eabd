using k8s;
using YamlDotNet.Core;

namespace Purchases.Tests.Deployment;

public sealed class KubernetesSchemaTests
{
    private const string Folder = "deploy/kubernetes";

    public static TheoryData<string> ManifestFiles => new(
        Directory.GetFiles(Path.Combine(Repository.Root, Folder), "*.yaml", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Repository.Root, file).Replace('\\', '/'))
            .Where(IsOfKubernetesItself)
            .Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(ManifestFiles))]
    public void Every_field_is_one_that_Kubernetes_has(string file) => Assert.NotEmpty(Load(Repository.Read(file)));

    [Fact]
    public void A_field_that_Kubernetes_lacks_is_noticed()
    {
        var manifest = Repository.Read($"{Folder}/base/http-deployment.yaml")
            .Replace("runAsNonRoot", "runAsNoRoot", StringComparison.Ordinal);

        Assert.Throws<YamlException>(() => Load(manifest));
    }

    private static List<object> Load(string yaml) => KubernetesYaml.LoadAllFromString(yaml, strict: true);

    // The fields of KEDA's objects are those in ScaledObjectTests; kustomize and kind check their own files.
    private static bool IsOfKubernetesItself(string file)
    {
        var text = Repository.Read(file);
        return text.Contains("apiVersion:", StringComparison.Ordinal)
            && !((string[])["keda.sh/", "kustomize.config.k8s.io/", "kind.x-k8s.io/"])
                .Any(api => text.Contains($"apiVersion: {api}", StringComparison.Ordinal));
    }
}
