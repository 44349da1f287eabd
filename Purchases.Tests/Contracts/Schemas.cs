using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Text.Unicode;
using Purchases.Core.Json;

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

/// <summary>
/// Whether a schema and the reader say the same of some bytes. Where they differ the reader is the stricter, for a reason that no schema
/// can state.
/// </summary>
internal static class Agreement
{
    // Whole numbers with a point or an exponent, and days that the calendar doesn't have.
    private static readonly string[] WrittenRules = ["quantity", "eventVersion", "timestamp"];

    /// <param name="fault">What the reader says.</param>
    /// <param name="schemaFaults">What the schema says.</param>
    public static void Check(byte[] utf8, ReadFault? fault, Func<string, IReadOnlyList<string>> schemaFaults)
    {
        // JSON Schema begins where there is text.
        if (!Utf8.IsValid(utf8)) return;

        var faults = schemaFaults(Encoding.UTF8.GetString(utf8));
        if (fault is null) Assert.Empty(faults);
        else if (faults.Count == 0) Assert.True(IsBeyondSchemas(utf8, fault), fault.Detail);
    }

    private static bool IsBeyondSchemas(byte[] utf8, ReadFault fault) => fault.Errors is null
        ? utf8.Length > Purchases.Core.Limits.EventBytesMax
        : fault.Errors.All(error => WrittenRules.Contains(error.Key)
            || error.Value[0].Contains("unpaired surrogate", StringComparison.Ordinal)
            || error.Value[0].StartsWith("comes twice", StringComparison.Ordinal));
}
