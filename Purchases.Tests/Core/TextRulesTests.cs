namespace Purchases.Tests.Core;

public sealed class TextRulesTests
{
    [Theory]
    [InlineData(" not trimmed ")]
    [InlineData("客户-7")]
    [InlineData("\u200Bzero width")]
    [InlineData("\u0301")]
    [InlineData("\u180A")]
    [InlineData("\u2028line separator")]
    public void Any_visible_text_is_a_name(string text) => Assert.Null(TextRules.NameFault(text));

    [Theory]
    [InlineData("", "must not be empty")]
    [InlineData(" ", "must not be blank")]
    [InlineData("\u200B", "must not be blank")]
    [InlineData("\u3164", "must not be blank")]
    [InlineData(" \u00AD\u200D\u2060\uFEFF\uFE0F\U000E0041", "must not be blank")]
    public void A_blank_name_is_rejected(string text, string fault) => Assert.Equal(fault, TextRules.NameFault(text));

    [Theory]
    [InlineData('\u0000', "U+0000")]
    [InlineData('\n', "U+000A")]
    [InlineData('\u007F', "U+007F")]
    [InlineData('\u009F', "U+009F")]
    public void A_control_character_is_named_by_its_code(char control, string code) =>
        Assert.Contains(code, TextRules.NameFault($"a{control}b"), StringComparison.Ordinal);

    [Fact]
    public void Control_characters_are_allowed_in_an_eventId() => Assert.Null(TextRules.EventIdFault("a\tb"));

    [Fact]
    public void A_note_has_at_most_a_thousand_characters()
    {
        Assert.Null(TextRules.NoteFault(string.Concat(Enumerable.Repeat("📦", 1000))));
        Assert.Contains("1001", TextRules.NoteFault(new('n', 1001)), StringComparison.Ordinal);
    }

    [Fact]
    public void Characters_are_code_points_rather_than_utf16_units()
    {
        var boxes = string.Concat(Enumerable.Repeat("📦", 200));

        Assert.Equal(400, boxes.Length);
        Assert.Null(TextRules.NameFault(boxes));
        Assert.Contains("201", TextRules.NameFault(boxes + "u"), StringComparison.Ordinal);
    }

    [Fact]
    public void An_unpaired_surrogate_is_rejected_at_every_place()
    {
        foreach (var text in new[] { "\uD83D", "\uDCE6", "a\uD83D", "\uD83Da", "\uDCE6\uD83D", "📦\uD83D", "\uD83D📦" })
        {
            Assert.Contains("surrogate", TextRules.NameFault(text), StringComparison.Ordinal);
            Assert.Contains("surrogate", TextRules.EventIdFault(text), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("\0")]
    [InlineData("before\0after")]
    [InlineData("a/b%2Fc")]
    public void An_eventId_that_no_path_can_name_is_rejected(string text) =>
        Assert.Contains("no path", TextRules.EventIdFault(text), StringComparison.Ordinal);

    [Theory]
    [InlineData("...")]
    [InlineData("a/..")]
    [InlineData("order/17/b%2")]
    [InlineData("order%2F17%2fb")]
    public void Dots_slashes_and_escapes_are_allowed_where_they_mean_themselves(string text) => Assert.Null(TextRules.EventIdFault(text));
}
