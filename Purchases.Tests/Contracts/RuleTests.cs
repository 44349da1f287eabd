using System.Text.Json;
using FsCheck.Fluent;
using Purchases.Tests.Fuzz;

namespace Purchases.Tests.Contracts;

/// <summary>Single rules of the schemas, compared with the code for many random values; bounds are those of Limits.</summary>
public sealed class RuleTests(ITestOutputHelper output)
{
    private const int Cases = 3_000;

    // Every character that a rule may depend on, more often than by chance.
    private static readonly FsCheck.Gen<string> Texts = Gen.Frequency(
            (3, Gen.Elements("u", "0", "\"", "\\", " ", "~", "!", "-", "_", "=")),
            (1, Gen.Choose(0, 0xA0).Select(unit => $"{(char)unit}")),
            (1, Gen.Elements(
                "\u00AD", "\u034F", "\u1160", "\u1161", "\u1680", "\u180A", "\u180B", "\u180F", "\u2000", "\u200F", "\u2010", "\u2028",
                "\u2029", "\u202A", "\u202F", "\u205F", "\u206F", "\u3000", "\u3164", "\uFE0F", "\uFEFF", "\uFFA0", "\uFFF8", "\uFFF9",
                "\U000E0000", "\U000E0FFF", "\U000E1000", "客", "📦")))
        .ArrayOf().Select(string.Concat);

    [Fact]
    public void Names_are_as_the_documents_say() => Property.Holds(output, Cases, Arb.From(Texts), text =>
    {
        var valid = TextRules.NameFault(text) is null;
        Assert.Equal(valid, Schemas.Faults(Schemas.OfEvent, "#/$defs/name", JsonSerializer.Serialize(text)).Count == 0);
        Assert.Equal(valid, Schemas.Faults(Schemas.OfOpenApi, "#/components/schemas/Name", JsonSerializer.Serialize(text)).Count == 0);
    });

    [Fact]
    public void Notes_are_as_the_description_says() => Property.Holds(output, Cases, Arb.From(Texts), text =>
        Assert.Equal(
            TextRules.NoteFault(text) is null,
            Schemas.Faults(Schemas.OfOpenApi, "#/components/schemas/Note", JsonSerializer.Serialize(text)).Count == 0));

    [Fact]
    public void Timestamps_are_as_the_documents_say()
    {
        // From well-formed pieces to broken ones; the day is one that every month has.
        var timestamps =
            from date in Gen.Elements(
                "2026-01-15", "0000-01-15", "9999-12-28", "2026-13-15", "2026-00-15", "2026-1-15", "20260115", "2026-02-00")
            from separator in Gen.Elements("T", "t", " ", "", "_")
            from time in Gen.Elements("10:34", "10:34:14", "10:34:14.3", "10:34:14,300477", "10:34:14.", "23:59:59.9999999", "24:00:00",
                "10:60", "10:34:60", "1034", "10")
            from offset in Gen.Elements("", "Z", "z", "+00:00", "+0200", "-02", "+2", "+24:00", "+02:60", "+02:", "Z\n", " ")
            select $"{date}{separator}{time}{offset}";

        Property.Holds(output, Cases, Arb.From(timestamps), text =>
        {
            var valid = EventTimestamp.TryParse(text, out var timestamp);
            foreach (var (document, rule) in new[] { (Schemas.OfEvent, "#/$defs/read/properties/timestamp"),
                (Schemas.OfOpenApi, "#/components/schemas/Event/properties/timestamp") })
                Assert.Equal(valid, Schemas.Faults(document, rule, JsonSerializer.Serialize(text)).Count == 0);
            if (valid)
                Assert.Empty(
                    Schemas.Faults(Schemas.OfOpenApi, "#/components/schemas/Timestamp", JsonSerializer.Serialize(timestamp.ToString())));
        });
    }

    [Fact]
    public void Idempotency_keys_are_as_the_description_says()
    {
        var keys = from text in Texts
                   from quotes in Gen.Elements("", "\"")
                   select $"{quotes}{text}{quotes}";

        Property.Holds(output, Cases, Arb.From(keys), key =>
            Assert.Equal(IdempotencyKey.TryParse(key, out _), DescribedApi.TextFaults(Parameter("IdempotencyKey"), key).Count == 0));
    }

    [Fact]
    public void Bounds_are_those_of_the_code()
    {
        var (defs, schemas) = (Schemas.Event.GetProperty("$defs"), Schemas.OpenApi.GetProperty("components").GetProperty("schemas"));
        JsonElement[] texts = [defs.GetProperty("name"), defs.GetProperty("read").GetProperty("properties")
            .GetProperty("eventId"), schemas.GetProperty("Name"), schemas.GetProperty("EventId")];

        Assert.All(texts, text => Assert.Equal(Limits.TextCharsMax, text.GetProperty("maxLength").GetInt32()));
        Assert.All([defs.GetProperty("quantity"), schemas.GetProperty("Quantity")],
            quantity => Assert.Equal(Limits.QuantityMax, quantity.GetProperty("maximum").GetInt64()));
        Assert.Equal(Limits.PageSizeMax, Parameter("Limit").GetProperty("schema").GetProperty("maximum").GetInt32());

        var longest = new PageCursor(default, string.Concat(Enumerable.Repeat("📦", Limits.TextCharsMax))).ToString();
        Assert.Equal(longest.Length, Parameter("Cursor").GetProperty("schema").GetProperty("maxLength").GetInt32());

        foreach (var key in new[] { new string('k', Limits.IdempotencyKeyCharsMax), new string('k', Limits.IdempotencyKeyCharsMax + 1) })
            Assert.Equal(IdempotencyKey.TryParse(key, out _), DescribedApi.TextFaults(Parameter("IdempotencyKey"), key).Count == 0);

        Assert.Contains($"{Limits.EventBytesMax} bytes", Schemas.Event.GetProperty("description").GetString(), StringComparison.Ordinal);
        Assert.Contains($"{Limits.BuyBodyBytesMax} bytes", Schemas.OpenApi.GetProperty("components").GetProperty("responses")
            .GetProperty("ContentTooLarge").GetProperty("description").GetString(), StringComparison.Ordinal);
        Assert.Equal(Limits.BuyBodyBytesMax, Limits.EventBytesMax);
        Assert.Equal(Limits.WaitSecondsMax, WaitParameter().GetProperty("schema").GetProperty("maximum").GetInt32());
        Assert.Equal(Limits.NoteCharsMax, schemas.GetProperty("Note").GetProperty("maxLength").GetInt32());
        Assert.Contains($"{Limits.NoteBodyBytesMax} bytes", Dismissal().GetProperty("requestBody").GetProperty("description")
            .GetString(), StringComparison.Ordinal);
        Assert.Contains($"{Limits.ApiServerTimeout.TotalSeconds} seconds", DescribedApi.Find(
            HttpMethod.Get, "/getAllBoughtItems")!.Response(504)!.Value.GetProperty("description").GetString(), StringComparison.Ordinal);
    }

    private static JsonElement WaitParameter() =>
        Schemas.OpenApi.GetProperty("paths").GetProperty("/purchases/{eventId}").GetProperty("get")
        .GetProperty("parameters").EnumerateArray()
            .Single(parameter => parameter.TryGetProperty("name", out var name) && name.ValueEquals("wait"));

    private static JsonElement Dismissal() =>
        Schemas.OpenApi.GetProperty("paths").GetProperty("/rejected/{topic}/{partition}/{offset}/dismiss").GetProperty("post");

    private static JsonElement Parameter(string name) =>
        Schemas.OpenApi.GetProperty("components").GetProperty("parameters").GetProperty(name);
}
