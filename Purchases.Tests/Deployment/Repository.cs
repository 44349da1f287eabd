using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.Serialization;

namespace Purchases.Tests.Deployment;

/// <summary>The repository's own files, as these tests read them. YAML comes as JSON with every scalar a string, merge keys resolved.</summary>
internal static class Repository
{
    private static readonly string Root = FindRoot();

    public static bool Has(string path) => File.Exists(Path.Combine(Root, path));

    public static string Text(string path) => File.ReadAllText(Path.Combine(Root, path));

    public static string[] Files(string folder, string pattern) =>
        [.. Directory.GetFiles(Path.Combine(Root, folder), pattern, SearchOption.AllDirectories).Select(file => Path.GetRelativePath(Root, file)).Order(StringComparer.Ordinal)];

    public static JsonObject Json(string path) => JsonNode.Parse(Text(path))!.AsObject();

    public static JsonNode Yaml(string path)
    {
        var graph = new DeserializerBuilder().Build().Deserialize<object>(new MergingParser(new Parser(new StringReader(Text(path)))));
        return ToNode(graph)!;
    }

    private static JsonNode? ToNode(object? value) => value switch
    {
        null => null,
        IDictionary<object, object> map => new JsonObject(map.Select(pair => KeyValuePair.Create($"{pair.Key}", ToNode(pair.Value)))),
        IList<object> list => new JsonArray([.. list.Select(ToNode)]),
        _ => JsonValue.Create($"{value}"),
    };

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Purchases.slnx"))) folder = Path.GetDirectoryName(folder)!;
        return folder;
    }
}
