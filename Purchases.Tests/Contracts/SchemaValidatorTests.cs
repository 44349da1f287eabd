using System.Text.Json;

namespace Purchases.Tests.Contracts;

/// <summary>The validator that the other tests here rest on: each keyword lets the right through and stops the wrong.</summary>
public sealed class SchemaValidatorTests
{
    public static TheoryData<string, string, string> Verdicts => new()
    {
        { """{"$defs":{"a":{"type":"string"}},"$ref":"#/$defs/a"}""", "\"x\"", "1" },
        { """{"type":["string","null"]}""", "null", "true" },
        { """{"type":"object"}""", "{}", "[]" },
        { """{"type":"array"}""", "[]", "{}" },
        { """{"type":"integer"}""", "2.0", "2.5" },
        { """{"type":"integer"}""", "9223372036854775808", "\"1\"" },
        { """{"const":"a"}""", "\"a\"", "\"b\"" },
        { """{"const":1}""", "1", "2" },
        { """{"enum":["a",1]}""", "1", "\"1\"" },
        { """{"minimum":1}""", "1", "0" },
        { """{"maximum":9007199254740991}""", "9007199254740991", "9007199254740992" },
        { """{"maximum":9007199254740991}""", "\"text\"", "1e300" },
        { """{"minLength":1}""", "\"x\"", "\"\"" },
        { """{"maxLength":1}""", "\"📦\"", "\"xx\"" },
        { """{"pattern":"^a$"}""", "\"a\"", "\"a\\n\"" },
        { """{"required":["a"]}""", """{"a":1}""", "{}" },
        { """{"minProperties":1}""", """{"a":1}""", "{}" },
        { """{"maxProperties":1}""", """{"a":1}""", """{"a":1,"b":1}""" },
        { """{"minItems":1}""", "[1]", "[]" },
        { """{"properties":{"a":{"type":"null"}}}""", """{"a":null,"b":1}""", """{"a":1}""" },
        { """{"properties":{"a":true},"additionalProperties":false}""", """{"a":1}""", """{"a":1,"b":1}""" },
        { """{"additionalProperties":{"type":"null"}}""", """{"b":null}""", """{"b":1}""" },
        { """{"items":{"type":"null"}}""", "[null]", "[null,1]" },
        { """{"oneOf":[{"type":"null"},{"const":1}]}""", "1", "2" },
        { """{"oneOf":[{"type":"integer"},{"type":"string"}]}""", "2", "null" },
        { """{"oneOf":[{"minimum":1},{"minimum":2}]}""", "1", "2" },
    };

    [Theory]
    [MemberData(nameof(Verdicts))]
    public void A_keyword_tells_valid_from_invalid(string schema, string valid, string invalid)
    {
        Assert.Empty(Faults(schema, valid));
        Assert.NotEmpty(Faults(schema, invalid));
    }

    [Fact]
    public void Every_keyword_that_is_no_annotation_has_a_verdict()
    {
        string[] annotations = ["$schema", "$id", "title", "description", "examples", "format", "contentEncoding"];
        var tried = Verdicts.SelectMany(verdict => JsonElement.Parse(verdict.Data.Item1).EnumerateObject().Select(keyword => keyword.Name));

        Assert.Empty(SchemaValidator.Keywords.Except(annotations).Except(tried));
    }

    [Fact]
    public void Members_that_a_schema_does_not_name_are_faults_when_it_is_held_closed()
    {
        var schema = JsonElement.Parse("""{"properties":{"a":true}}""");
        var value = JsonElement.Parse("""{"a":1,"b":1}""");

        Assert.Empty(new SchemaValidator(schema).Faults(schema, value));
        Assert.Single(new SchemaValidator(schema, closed: true).Faults(schema, value));
    }

    [Fact]
    public void A_keyword_that_it_does_not_know_is_refused() =>
        Assert.Throws<KeyNotFoundException>(() => Faults("""{"multipleOf":2}""", "2"));

    [Fact]
    public void The_schemas_use_only_keywords_that_it_knows()
    {
        var used = Schemas.All().SelectMany(schema => schema.EnumerateObject().Select(keyword => keyword.Name)).ToHashSet();

        Assert.NotEmpty(used);
        Assert.Empty(used.Except(SchemaValidator.Keywords));
    }

    private static IReadOnlyList<string> Faults(string schema, string value)
    {
        var root = JsonElement.Parse(schema);
        return new SchemaValidator(root).Faults(root, JsonElement.Parse(value));
    }
}
