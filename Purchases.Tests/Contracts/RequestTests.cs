using Microsoft.AspNetCore.WebUtilities;
using Purchases.Core.Json;
using Purchases.Tests.Fuzz;

namespace Purchases.Tests.Contracts;

/// <summary>What the description says of requests against what is taken and what is refused.</summary>
public sealed class RequestTests(ITestOutputHelper output)
{
    /// <summary>Calls that are refused although the description lets them through, and why it can't say so.</summary>
    private static readonly Dictionary<string, string> BeyondTheDescription = new(StringComparer.Ordinal)
    {
        ["quantity 2.0"] = "2.0 is an integer in JSON Schema",
        ["quantity 1e2"] = "so is 1e2",
        ["userId with an unpaired surrogate"] = "an unpaired surrogate counts as a character in JSON Schema",
        ["a member twice with different values"] = "JSON Schema sees the last one alone",
        ["text/plain"] = "other content types are refused, but left out it is JSON",
        ["body over 64 KiB"] = "no schema counts bytes",
        ["unknown purchase"] = "that something isn't there is no fault of the call",
    };

    public static TheoryData<string> Names => [.. HttpCase.All.Where(@case => Operation(@case) is not null).Select(@case => @case.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_contract_case_is_taken_exactly_when_it_is_as_described(string name)
    {
        var @case = HttpCase.All.Single(@case => @case.Name == name);
        var faults = Faults(@case).ToList();

        if (@case.Status < 400 || BeyondTheDescription.ContainsKey(name)) Assert.Empty(faults);
        else Assert.NotEmpty(faults);
    }

    [Fact]
    public void Every_exception_is_a_case() => Assert.Empty(BeyondTheDescription.Keys.Except(HttpCase.All.Select(@case => @case.Name)));

    [Fact]
    public void Whatever_is_bought_is_as_described_and_whatever_is_as_described_can_be_bought() => Property.Holds(
        output,
        10_000,
        Mutant.Of("""{"userId":"u1","itemId":"i99","quantity":2}""",
        """{"quantity":9007199254740991,"itemId":"📦","userId":"客户-7","note":[]}"""),
        mutant => Agreement.Check(
            mutant.Utf8, PurchaseReader.TryReadBuy(mutant.Utf8, out _, out var fault) ? null : fault, Schemas.BuyFaults));

    private static DescribedOperation? Operation(HttpCase @case) => DescribedApi.Find(@case.Method, @case.Path.Split('?')[0]);

    private static IEnumerable<string> Faults(HttpCase @case)
    {
        var operation = Operation(@case)!;
        var path = @case.Path.Split('?');
        var query = QueryHelpers.ParseQuery(path.ElementAtOrDefault(1));
        var ofParameters = operation.Parameters.SelectMany(parameter =>
        {
            var name = parameter.GetProperty("name").GetString()!;
            var text = parameter.GetProperty("in").GetString() switch
            {
                "query" => query.TryGetValue(name, out var values) ? values.ToString() : null,
                "header" => @case.Headers.GetValueOrDefault(name),
                _ => path[0].Split('/')[^1],
            };
            if (text is not null) return DescribedApi.TextFaults(parameter, text);
            return parameter.GetProperty("required").GetBoolean() ? [$"{name} is missing"] : [];
        });
        return operation.Json.TryGetProperty("requestBody", out _) ? ofParameters.Concat(Schemas.BuyFaults(@case.Body!)) : ofParameters;
    }
}
