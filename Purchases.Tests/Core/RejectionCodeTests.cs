using System.Text.Json;
using Purchases.Tests.Contracts;

namespace Purchases.Tests.Core;

public sealed class RejectionCodeTests
{
    // Kept in stores and asked for by clients and alerts: a code that is changed here is a new one for all of them.
    private static readonly string[] Texts =
    [
        "unknown", "empty", "too_large", "not_utf8", "invalid_json", "not_an_object", "raw_envelope", "missing_member", "invalid_member",
        "unsupported_type", "unsupported_version", "conflict", "refused_by_store",
    ];

    [Fact]
    public void The_codes_are_these_and_no_others() => Assert.Equal(Texts, Enum.GetValues<RejectionCode>().Select(code => code.Text()));

    [Fact]
    public void Every_code_is_read_as_it_was_written() =>
        Assert.All(Enum.GetValues<RejectionCode>(), code => Assert.Equal(code, RejectionCodes.Parse(code.Text())));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Conflict")]
    [InlineData("something_newer")]
    public void Any_other_text_is_read_as_unknown(string? text) => Assert.Equal(RejectionCode.Unknown, RejectionCodes.Parse(text));

    [Fact]
    public void The_description_lists_the_same_codes()
    {
        var described = Schemas.OpenApi.GetProperty("components").GetProperty("schemas").GetProperty("RejectionCode").GetProperty("enum");

        Assert.Equal(Texts, described.EnumerateArray().Select(code => code.GetString()));
        Assert.All(Enum.GetValues<RejectionCode>(), code => Assert.Equal($"\"{code.Text()}\"", JsonSerializer.Serialize(code)));
    }
}
