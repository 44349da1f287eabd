using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Purchases.Tests.Contracts;

/// <summary>
/// JSON Schema 2020-12, as far as docs/contracts uses it: a keyword that isn't in <see cref="Keywords"/> is refused, so that no rule goes
/// unchecked. By hand, since a library passes over a keyword that it doesn't know, as JSON Schema asks for, and is no stricter about
/// members than the schema is.
/// </summary>
/// <param name="document">What a <c>$ref</c> points into.</param>
/// <param name="closed">
/// Whether members that a schema doesn't name are faults although it allows them: a client must tolerate new ones, but the code may not add
/// them without a word.
/// </param>
internal sealed class SchemaValidator(JsonElement document, bool closed = false)
{
    private delegate void Check(SchemaValidator validator, JsonElement rule, JsonElement schema, Place at);

    private static readonly Check Annotation = static (_, _, _, _) => { };

    public static IReadOnlyCollection<string> Keywords => Checks.Keys;

    private static readonly Dictionary<string, Check> Checks = new(StringComparer.Ordinal)
    {
        ["$schema"] = Annotation,
        ["$id"] = Annotation,
        ["$defs"] = Annotation,
        ["title"] = Annotation,
        ["description"] = Annotation,
        ["examples"] = Annotation,
        ["format"] = Annotation,
        ["contentEncoding"] = Annotation,
        ["$ref"] = static (v, rule, _, at) => v.Validate(v.Resolve(rule.GetString()!), at),
        ["type"] = static (_, rule, _, at) =>
            at.Expect(Names(rule).Any(name => IsOfType(at.Value, name)), $"is not of type {rule.GetRawText()}"),
        ["const"] = static (_, rule, _, at) => at.Expect(JsonElement.DeepEquals(at.Value, rule), $"is not {rule.GetRawText()}"),
        ["enum"] = static (_, rule, _, at) =>
            at.Expect(rule.EnumerateArray().Any(value => JsonElement.DeepEquals(at.Value, value)), $"is none of {rule.GetRawText()}"),
        ["minimum"] = static (_, rule, _, at) =>
            at.Expect(Number(at) is not { } number || number >= Number(rule), $"is below {rule.GetRawText()}"),
        ["maximum"] = static (_, rule, _, at) =>
            at.Expect(Number(at) is not { } number || number <= Number(rule), $"is above {rule.GetRawText()}"),
        ["minLength"] = static (_, rule, _, at) => at.Expect(!(Length(at) < rule.GetInt32()), $"is shorter than {rule.GetRawText()}"),
        ["maxLength"] = static (_, rule, _, at) => at.Expect(!(Length(at) > rule.GetInt32()), $"is longer than {rule.GetRawText()}"),
        ["pattern"] = static (_, rule, _, at) =>
            at.Expect(Text(at) is not { } text || Matches(rule.GetString()!, text), $"doesn't match {rule.GetRawText()}"),
        ["required"] = static (_, rule, _, at) =>
            at.Expect(!IsObject(at) || Names(rule).All(name => at.Value.TryGetProperty(name, out _)), $"lacks one of {rule.GetRawText()}"),
        ["minProperties"] = static (_, rule, _, at) =>
            at.Expect(!IsObject(at) || at.Value.EnumerateObject().Count() >= rule.GetInt32(), "has too few members"),
        ["maxProperties"] = static (_, rule, _, at) =>
            at.Expect(!IsObject(at) || at.Value.EnumerateObject().Count() <= rule.GetInt32(), "has too many members"),
        ["minItems"] = static (_, rule, _, at) =>
            at.Expect(!IsArray(at) || at.Value.GetArrayLength() >= rule.GetInt32(), "has too few items"),
        ["properties"] = static (v, rule, _, at) => v.ValidateMembers(rule, at),
        ["additionalProperties"] = static (v, rule, schema, at) => v.ValidateOtherMembers(rule, schema, at),
        ["items"] = static (v, rule, _, at) => v.ValidateItems(rule, at),
        ["oneOf"] = static (v, rule, _, at) =>
            at.Expect(rule.EnumerateArray().Count(branch => v.Faults(branch, at.Value).Count == 0) == 1, "fits not exactly one of oneOf"),
    };

    /// <summary>All that is wrong with the value, each with its place; empty when it is valid.</summary>
    public IReadOnlyList<string> Faults(JsonElement schema, JsonElement value)
    {
        var faults = new List<string>();
        Validate(schema, new("$", value, faults));
        return faults;
    }

    /// <summary>The schema that a reference within the document names, such as <c>#/$defs/read</c>.</summary>
    public JsonElement Resolve(string reference) =>
        reference.Split('/').Skip(1).Aggregate(document, (element, name) => element.GetProperty(name));

    private void Validate(JsonElement schema, Place at)
    {
        if (schema.ValueKind is JsonValueKind.True) return;
        if (schema.ValueKind is JsonValueKind.False)
        {
            at.Expect(false, "is not allowed");
            return;
        }

        foreach (var keyword in schema.EnumerateObject()) Checks[keyword.Name](this, keyword.Value, schema, at);
        if (closed && schema.TryGetProperty("properties", out _) && !schema.TryGetProperty("additionalProperties", out _))
            ValidateOtherMembers(JsonElement.Parse("false"), schema, at);
    }

    private void ValidateMembers(JsonElement properties, Place at)
    {
        if (!IsObject(at)) return;
        foreach (var property in properties.EnumerateObject())
        {
            if (at.Value.TryGetProperty(property.Name, out var value)) Validate(property.Value, at.Member(property.Name, value));
        }
    }

    private void ValidateOtherMembers(JsonElement rule, JsonElement schema, Place at)
    {
        if (!IsObject(at)) return;
        foreach (var member in at.Value.EnumerateObject())
        {
            var named = schema.TryGetProperty("properties", out var properties) && properties.TryGetProperty(member.Name, out _);
            if (!named) Validate(rule, at.Member(member.Name, member.Value));
        }
    }

    private void ValidateItems(JsonElement rule, Place at)
    {
        if (!IsArray(at)) return;
        foreach (var item in at.Value.EnumerateArray()) Validate(rule, at.Member("[]", item));
    }

    private static bool IsObject(Place at) => at.Value.ValueKind == JsonValueKind.Object;

    private static bool IsArray(Place at) => at.Value.ValueKind == JsonValueKind.Array;

    private static bool IsOfType(JsonElement value, string type) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "null" => value.ValueKind == JsonValueKind.Null,
        "integer" => value.ValueKind == JsonValueKind.Number && double.IsInteger(value.GetDouble()),
        _ => throw new NotSupportedException($"type {type}"),
    };

    private static IEnumerable<string> Names(JsonElement rule) =>
        rule.ValueKind == JsonValueKind.Array ? rule.EnumerateArray().Select(name => name.GetString()!) : [rule.GetString()!];

    private static decimal? Number(Place at) => at.Value.ValueKind == JsonValueKind.Number ? Number(at.Value) : null;

    // Bounds need to be exact up to 2^63; what no decimal holds is far beyond them.
    private static decimal Number(JsonElement value) =>
        value.TryGetDecimal(out var number) ? number : double.IsNegative(value.GetDouble()) ? decimal.MinValue : decimal.MaxValue;

    private static int? Length(Place at) => Text(at)?.EnumerateRunes().Count();

    // Null for a value that isn't a string, or has an unpaired surrogate.
    private static string? Text(Place at)
    {
        try
        {
            return at.Value.ValueKind == JsonValueKind.String ? at.Value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    // In ECMA-262 $ is the very end; in .NET a line feed may follow it.
    private static bool Matches(string pattern, string text) =>
        Regex.IsMatch(text, Regex.Replace(pattern, @"(?<!\\)\$", @"\z", RegexOptions.None, TimeSpan.FromSeconds(1)),
            RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

    private readonly record struct Place(string Path, JsonElement Value, List<string> Faults)
    {
        public Place Member(string name, JsonElement value) => new($"{Path}.{name}", value, Faults);

        public void Expect(bool holds, string fault)
        {
            if (!holds) Faults.Add(string.Create(CultureInfo.InvariantCulture, $"{Path} {fault}: {Value.GetRawText()}"));
        }
    }
}
