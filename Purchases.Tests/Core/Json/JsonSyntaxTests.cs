using System.Text;
using System.Text.Json;
using Purchases.Core.Json;
using Purchases.Tests.Fuzz;

namespace Purchases.Tests.Core.Json;

public sealed class JsonSyntaxTests(ITestOutputHelper output)
{
    private const string Value = "a value (a string, a number, true, false, null, { or [)";

    [Theory]
    [InlineData("", $"it ends at line 1, column 1, where {Value} was expected")]
    [InlineData("hello", $"line 1, column 1 has 'h', where {Value} was expected")]
    [InlineData("{bad", "line 1, column 2 has 'b', where a name in double quotes, or }, was expected")]
    [InlineData("{'userId':1}", "line 1, column 2 has \"'\", where a name in double quotes, or }, was expected")]
    [InlineData("{\"a\" 1}", "line 1, column 6 has '1', where a colon was expected")]
    [InlineData("{\"a\":}", "line 1, column 6 has '}', where a value (a string, a number, true, false, null, { or [) was expected")]
    [InlineData("{\"a\":1 \"b\":2}", "line 1, column 8 has '\"', where a comma or } was expected")]
    [InlineData("{\"a\":1,}", "line 1, column 8 has '}', where a name in double quotes was expected")]
    [InlineData("{\n\t\"é📦\": tru }", "line 2, column 11 has U+0020, where the e of true was expected")]
    [InlineData("{\"a\":fake}", "line 1, column 8 has 'k', where the l of false was expected")]
    [InlineData("[1 2]", "line 1, column 4 has '2', where a comma or ] was expected")]
    [InlineData("[1,]", $"line 1, column 4 has ']', where {Value} was expected")]
    [InlineData("[", $"it ends at line 1, column 2, where {Value} or ] was expected")]
    [InlineData("{\"a\":01}", "line 1, column 7 has '1', where a comma or } was expected")]
    [InlineData("{\"a\":-}", "line 1, column 7 has '}', where a digit was expected")]
    [InlineData("{\"a\":1.}", "line 1, column 8 has '}', where a digit was expected")]
    [InlineData("{\"a\":1e+}", "line 1, column 9 has '}', where a digit was expected")]
    [InlineData("{\"a\":NaN}", $"line 1, column 6 has 'N', where {Value} was expected")]
    [InlineData("{\"a\":\"b", "it ends at line 1, column 8, where the string's closing double quote was expected")]
    [InlineData("[\"b\nc\"]",
        "line 1, column 4 has U+000A, where a character that may stand in a string (a control character is escaped) was expected")]
    [InlineData("[\"\\x\"]", "line 1, column 4 has 'x', where one of \" \\ / b f n r t u was expected")]
    [InlineData("[\"\\u12G4\"]", "line 1, column 7 has 'G', where a hexadecimal digit was expected")]
    [InlineData("{} {}", "line 1, column 4 has '{', where nothing more was expected")]
    [InlineData("// a comment\n{}", $"line 1, column 1 has '/', where {Value} was expected")]
    [InlineData("[\u007F]", $"line 1, column 2 has U+007F, where {Value} or ] was expected")]
    [InlineData("{\"a\":é}", $"line 1, column 6 has U+00E9, where {Value} was expected")]
    public void It_says_what_was_found_where_and_what_could_stand_there(string text, string why) =>
        Assert.Equal(why, JsonSyntax.Find(Encoding.UTF8.GetBytes(text))?.ToString());

    [Fact]
    public void Nesting_beyond_64_is_told_as_such() => Assert.Equal(
        "line 1, column 65 has '[', where nothing that is nested more than 64 deep was expected",
        JsonSyntax.Find(Encoding.UTF8.GetBytes(new string('[', 100)))?.ToString());

    // The one explains what the other refuses: they must never disagree.
    [Fact]
    public void It_finds_a_fault_exactly_where_there_is_one() => Property.Holds(
        output,
        20_000,
        Mutant.Of("""{"a":[1,-0.5e+3,{"b":null}],"c\u00e9\n":"📦","d":{"e":true,"f":false}}""", """[{},[],"",0,1E9,{"a":{"a":{}}}]"""),
        mutant =>
        {
            if (System.Text.Unicode.Utf8.IsValid(mutant.Utf8)) Assert.Equal(IsJson(mutant.Utf8), JsonSyntax.Find(mutant.Utf8) is null);
        });

    private static bool IsJson(byte[] utf8)
    {
        var reader = new Utf8JsonReader(utf8);
        try
        {
            while (reader.Read())
            {
                // To the end.
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
