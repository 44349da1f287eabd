using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.Serialization;

namespace Purchases.Tests.Deployment;

/// <summary>
/// The repository's own files, as these tests read them. YAML comes as JSON with every scalar a string, merge keys resolved.
/// </summary>
internal static class Manifests
{
    public static bool Has(string path) => File.Exists(Path.Combine(Repository.Root, path));

    public static string[] Files(string folder, string pattern) =>
        [.. Directory.GetFiles(Path.Combine(Repository.Root, folder), pattern).Order(StringComparer.Ordinal)];

    public static JsonObject Json(string path) => JsonNode.Parse(Repository.Read(path))!.AsObject();

    public static JsonNode Yaml(string path) => ParseYaml(Repository.Read(path));

    public static JsonNode ParseYaml(string yaml)
    {
        var graph = new DeserializerBuilder().Build().Deserialize<object>(new MergingParser(new Parser(new StringReader(yaml))));
        return ToNode(graph)!;
    }

    public static IEnumerable<string> Strings(JsonNode? list) => list!.AsArray().Select(item => (string)item!);

    /// <summary>The names of the alerts, in the order of their file.</summary>
    public static IEnumerable<string> Alerts() =>
        from found in Yaml("deploy/observability/alerts.yml")["groups"]!.AsArray()
        from rule in found!["rules"]!.AsArray()
        select (string)rule!["alert"]!;

    private static JsonNode? ToNode(object? value) => value switch
    {
        null => null,
        IDictionary<object, object> map => new JsonObject(map.Select(pair => KeyValuePair.Create($"{pair.Key}", ToNode(pair.Value)))),
        IList<object> list => new JsonArray([.. list.Select(ToNode)]),
        _ => JsonValue.Create($"{value}"),
    };
}
