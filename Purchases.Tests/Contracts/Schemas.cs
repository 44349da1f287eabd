using System.Text.Json;
using System.Text.RegularExpressions;

namespace Purchases.Tests.Contracts;

/// <summary>The two documents of docs/contracts, and the schemas in them.</summary>
internal static partial class Schemas
{
    public static readonly JsonElement Event = JsonElement.Parse(Repository.Read("docs/contracts/purchase-created.v1.schema.json"));

    public static readonly JsonElement OpenApi = JsonElement.Parse(Repository.Read("docs/contracts/openapi.json"));

    /// <summary>What is wrong with an event as the recorder reads it, by each of the two documents that say so.</summary>
    public static IEnumerable<IReadOnlyList<string>> ReadFaults(string json) =>
    [
        Faults(Event, "#", json),
        Faults(OpenApi, "#/components/schemas/Event", json),
    ];

    public static IReadOnlyList<string> WriteFaults(string json) => Faults(Event, "#/$defs/written", json);

    public static IReadOnlyList<string> BuyFaults(string json) => Faults(OpenApi, "#/components/schemas/BuyRequest", json);

    /// <summary>
    /// What is wrong with this JSON. A byte order mark is a matter of the encoding: what stands behind it counts. JSON Schema counts an
    /// unpaired surrogate as a character; .NET can't decode it, so another character replaces it.
    /// </summary>
    public static IReadOnlyList<string> Faults(JsonElement document, string schema, string json)
    {
        var validator = new SchemaValidator(document);
        var text = HalfPair.Replace(json.StartsWith('\uFEFF') ? json[1..] : json, @"\uFFFD");
        try
        {
            return validator.Faults(validator.Resolve(schema), JsonElement.Parse(text));
        }
        catch (JsonException e)
        {
            return [e.Message];
        }
    }

    /// <summary>Every schema of both documents, with all that are within it.</summary>
    public static IEnumerable<JsonElement> All() => Within(Event).Concat(InOpenApi(OpenApi).SelectMany(Within));

    [GeneratedRegex(@"\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F])|(?<!\\u[dD][89abAB][0-9a-fA-F]{2})\\u[dD][c-fC-F][0-9a-fA-F]{2}",
        RegexOptions.None, 1000)]
    private static partial Regex HalfPair { get; }

    // In an OpenAPI document schemas stand in components and wherever something is called schema.
    private static IEnumerable<JsonElement> InOpenApi(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Array => element.EnumerateArray().SelectMany(InOpenApi),
        JsonValueKind.Object => element.EnumerateObject().SelectMany(member => member.Name switch
        {
            "schema" => [member.Value],
            "schemas" => member.Value.EnumerateObject().Select(schema => schema.Value),
            _ => InOpenApi(member.Value),
        }),
        _ => [],
    };

    private static IEnumerable<JsonElement> Within(JsonElement schema)
    {
        if (schema.ValueKind != JsonValueKind.Object) return [];
        return schema.EnumerateObject().SelectMany(keyword => keyword.Name switch
        {
            "properties" or "$defs" => keyword.Value.EnumerateObject().SelectMany(member => Within(member.Value)),
            "items" or "additionalProperties" => Within(keyword.Value),
            "oneOf" => keyword.Value.EnumerateArray().SelectMany(Within),
            _ => [],
        }).Prepend(schema);
    }
}
