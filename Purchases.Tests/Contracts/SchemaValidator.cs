using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Json.Schema;

namespace Purchases.Tests.Contracts;

/// <summary>The schemas of one document, by JsonSchema.Net.</summary>
internal sealed partial class SchemaValidator
{
    private static readonly Uri Address = new("https://contracts.example/document");
    private static readonly EvaluationOptions ListFaults = new() { OutputFormat = OutputFormat.List };

    // 2020-12 ignores a keyword that it doesn't know. V1 means the same by the keywords used here and rejects others.
    private readonly BuildOptions _options = new() { Dialect = Dialect.V1, SchemaRegistry = new() };
    private readonly ConcurrentDictionary<string, JsonSchema> _built = new(StringComparer.Ordinal);
    private readonly bool _closed;

    /// <param name="document">What a <c>$ref</c> points into.</param>
    /// <param name="closed">
    /// Whether members that a schema doesn't name are faults although it allows them: a client must tolerate new ones, but the code may not
    /// add any that the schema lacks.
    /// </param>
    public SchemaValidator(JsonElement document, bool closed = false)
    {
        _closed = closed;
        _options.SchemaRegistry.Register(new JsonElementBaseDocument(Prepared(document), Address));
    }

    /// <param name="reference">Within the document, such as <c>#/$defs/read</c>.</param>
    public IReadOnlyList<string> Faults(string reference, JsonElement value) =>
        Faults(JsonSerializer.SerializeToElement(new Dictionary<string, string> { ["$ref"] = reference }), value);

    /// <summary>All that is wrong with the value, each with its place; empty when it is valid.</summary>
    public IReadOnlyList<string> Faults(JsonElement schema, JsonElement value)
    {
        var built = _built.GetOrAdd(schema.GetRawText(), _ => JsonSchema.Build(Prepared(schema), _options));
        try
        {
            var result = built.Evaluate(value, ListFaults);
            return result.IsValid
                ? []
                : [.. from detail in result.Details ?? []
                      from error in detail.Errors ?? []
                      select $"{detail.InstanceLocation} {error.Value}"];
        }
        catch (FormatException e)
        {
            // JsonSchema.Net compares no number that is larger than a decimal. All schemas forbid such numbers.
            return [e.Message];
        }
    }

    private JsonElement Prepared(JsonElement schema)
    {
        var json = JsonNode.Parse(schema.GetRawText());
        Prepare(json);
        return JsonSerializer.SerializeToElement(json);
    }

    [GeneratedRegex(@"(?<!\\)\$", RegexOptions.None, 1000)]
    private static partial Regex End { get; }

    private void Prepare(JsonNode? json)
    {
        if (json is JsonArray items)
        {
            foreach (var item in items) Prepare(item);
        }

        if (json is not JsonObject members) return;
        foreach (var (_, member) in members) Prepare(member);
        if (_closed && members["properties"] is JsonObject) members.TryAdd("additionalProperties", false);

        // In ECMA-262 $ is the very end; in .NET a line feed may follow it.
        if (members["pattern"] is JsonValue pattern) members["pattern"] = End.Replace($"{pattern}", @"\z");
        if (members["$ref"] is JsonValue reference) members["$ref"] = $"{Address}{reference}";
        if (members["$schema"] is JsonValue) members.Remove("$schema");
        if (members["$id"] is JsonValue) members.Remove("$id");
    }
}
