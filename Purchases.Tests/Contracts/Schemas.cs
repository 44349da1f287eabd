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

    public static readonly SchemaValidator OfEvent = new(Event);

    public static readonly SchemaValidator OfOpenApi = new(OpenApi);

    /// <summary>The faults of an event as the recorder reads it, from each of the two documents that describe it.</summary>
    public static IEnumerable<IReadOnlyList<string>> ReadFaults(string json) =>
    [
        Faults(OfEvent, "#", json),
        Faults(OfOpenApi, "#/components/schemas/Event", json),
    ];

    public static IReadOnlyList<string> WriteFaults(string json) => Faults(OfEvent, "#/$defs/written", json);

    public static IReadOnlyList<string> BuyFaults(string json) => Faults(OfOpenApi, "#/components/schemas/BuyRequest", json);

    /// <summary>
    /// What is wrong with this JSON. A byte order mark is part of the encoding and is removed. JSON Schema counts an unpaired surrogate as
    /// a character; .NET can't decode it, so another character replaces it.
    /// </summary>
    public static IReadOnlyList<string> Faults(SchemaValidator validator, string reference, string json)
    {
        var text = Surrogates.Replace(
            json.StartsWith('\uFEFF') ? json[1..] : json, found => found.Groups["half"].Success ? @"\uFFFD" : found.Value);
        try
        {
            return validator.Faults(reference, LastOfEachName(JsonElement.Parse(text)));
        }
        catch (JsonException e)
        {
            return [e.Message];
        }
    }

    // Of several members with one name the last one counts, as it does for the reader.
    private static JsonElement LastOfEachName(JsonElement json) => json.ValueKind == JsonValueKind.Object
        ? JsonSerializer.SerializeToElement(json.Deserialize<Dictionary<string, JsonElement>>())
        : json;

    // A pair and an escaped backslash, which may be followed by the text of an escape, come first, so that only the rest is a half.
    [GeneratedRegex(@"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\\\|(?<half>\\u[dD][89a-fA-F][0-9a-fA-F]{2})",
        RegexOptions.None, 1000)]
    private static partial Regex Surrogates { get; }
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
            || error.Value[0].StartsWith("occurs twice", StringComparison.Ordinal));
}
